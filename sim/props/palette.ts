/** An albedo, linear RGB. */
type Rgb = readonly [number, number, number];

/** The colours that a prop's shape is drawn in. */
export interface PropPalette {
  /** In the shade of its own grain, and in the light. */
  readonly dark: Rgb;
  readonly bright: Rgb;
  /** What some of them tend to instead of `bright`. */
  readonly other?: Rgb;
  /** What lies on top of it: moss, snow, sand. */
  readonly cap?: {
    readonly colour: Rgb;
    /** Share of the colour where it lies. */
    readonly amount: number;
    /** Weight of the upward normal in where it lies: 0.25 in patches, 0.8 on all that is level. */
    readonly upward: number;
    /** Where it begins; about 0.5. */
    readonly from: number;
  };
}
