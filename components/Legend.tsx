/** What a class looks like and is called. */
export interface LegendProps {
  readonly entries: readonly {
    readonly id: number;
    readonly name: string;
    readonly colour: readonly [number, number, number];
  }[];
}

/** Colours and names of the classes. */
export function Legend({ entries }: LegendProps) {
  return (
    <ul class="legend" aria-label="Colours of the classes">
      {entries.map(({ id, name, colour }) => (
        <li key={id}>
          <span class="swatch" style={{ backgroundColor: `rgb(${colour.join(" ")})` }} />
          {name.replaceAll("_", " ")}
        </li>
      ))}
    </ul>
  );
}
