/** An albedo, linear RGB. */
export type Rgb = readonly [number, number, number];

/** Weights of the slow grains: over 31 m and 4.7 m, billows and grain; and of fallen leaves. */
export interface SlowGrain {
  readonly broad?: number;
  readonly broadGrain?: number;
  readonly middle?: number;
  readonly middleGrain?: number;
  readonly leaves?: number;
}

/** How a class of ground looks: colours, and how much of each grain of the renderer's images it shows. */
export interface GroundLook {
  readonly dark: Rgb;
  readonly light: Rgb;
  /** From dark to light as the weighted grain goes from `from` to `to`; `soft` eases both ends. */
  readonly tone: SlowGrain & {
    readonly from: number;
    readonly to: number;
    readonly soft?: boolean;
  };
  /** A third colour, where its grain is high. */
  readonly accent?: SlowGrain & {
    readonly colour: Rgb;
    readonly amount: number;
    readonly from: number;
    readonly to: number;
  };
  /** Brightness: a base and weights of the fine grains. */
  readonly grain: {
    readonly base: number;
    /** Grain over 4.7 m, 1.7 m and 0.7 m, and billows over 1.7 m. */
    readonly middle?: number;
    readonly fine?: number;
    readonly grit?: number;
    readonly billow?: number;
    /** Pebbles over 1.7 m and 0.7 m. */
    readonly pebbles?: number;
    readonly gravel?: number;
    /** Fallen leaves, blades of grass. */
    readonly leaves?: number;
    readonly blades?: number;
  };
  /** Points of another colour where pebbles are highest; `scattered`: only in places. */
  readonly specks?: {
    readonly colour: Rgb;
    readonly from: number;
    readonly to: number;
    readonly scattered?: boolean;
  };
  /** How dark the cracks between cells of a metre are, `0..1`; `mosaic`: between those of 30 cm. */
  readonly cracks?: number;
  readonly mosaic?: number;
  /** How far fine bumps lean the normal; 0.35 if absent. */
  readonly bumps?: number;
  /** How far wind ripples lean it, and how far a wind crust does. */
  readonly ripples?: number;
  readonly crust?: number;
  /** Wet places mirror the sky, `0..1`. */
  readonly shine?: number;
  /** Crystals flash in the sun, `0..1`. */
  readonly sparkle?: number;
}
