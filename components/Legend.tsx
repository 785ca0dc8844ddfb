/** What a class looks like and is called. */
export interface LegendProps {
  /** What else the pictures show, in words. */
  readonly note?: string;
  readonly entries: readonly {
    readonly id: number;
    readonly name: string;
    readonly colour: readonly [number, number, number];
  }[];
}

/** Colours and names of the classes, and what else is drawn. */
export function Legend({ entries, note }: LegendProps) {
  return (
    <ul class="legend" aria-label="Legend">
      {entries.map(({ id, name, colour }) => (
        <li key={id}>
          <span class="swatch" style={{ backgroundColor: `rgb(${colour.join(" ")})` }} />
          {name.replaceAll("_", " ")}
        </li>
      ))}
      {note && entries.length > 0 && <li class="note">{note}</li>}
    </ul>
  );
}
