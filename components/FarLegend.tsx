/** What the colours of a far-sighted robot's pictures mean. */
export interface FarLegendProps {
  readonly classes: readonly {
    readonly id: number;
    readonly name: string;
    readonly colour: readonly [number, number, number];
  }[];
  /** Metres. */
  readonly stereoRange: number;
  /** What its long-range eye does. */
  readonly longRange: "learns" | "fixed" | "none";
}

const COLOURS =
  "Blue is free, yellow is where a thing meets the ground, orange and red stand; dark blue and red are sure.";
const LENS = "The lens shows the middle of the horizon three times as large.";
/** What the pictures show, by what the long-range eye does. */
const WORDS: Record<FarLegendProps["longRange"], (range: number) => string> = {
  learns: () =>
    `${COLOURS} Stereo labels end at the dashed line. What lies beyond is labelled by a classifier that ` +
    `stereo teaches while the robot drives. ${LENS}`,
  fixed: () =>
    `${COLOURS} Stereo labels end at the dashed line. What lies beyond is labelled by a classifier that ` +
    `learned before the drive and learns nothing in it. ${LENS}`,
  none: (range) =>
    `${COLOURS} The long-range eye is off. Stereo alone tells what stands, up to ${range} m; the way beyond is planned ` +
    "as if the ground were free.",
};

/** The five classes, and the lines and dots of pictures, map and plan. */
export function FarLegend({ classes, stereoRange, longRange }: FarLegendProps) {
  return (
    <div class="far-legend">
      <p>{WORDS[longRange](stereoRange)}</p>
      <ul class="legend" aria-label="Legend">
        {classes.map(({ id, name, colour }) => (
          <li key={id}>
            <span class="swatch" style={{ backgroundColor: `rgb(${colour.join(" ")})` }} />
            {name.replaceAll("_", " ")}
          </li>
        ))}
      </ul>
      <ul class="legend signs" aria-label="Lines and dots">
        {longRange !== "none" && (
          <>
            <li>
              <span class="sign range" /> stereo ends, {stereoRange} m
            </li>
            <li>
              <span class="sign horizon" /> horizon
            </li>
          </>
        )}
        <li>
          <span class="sign way" /> way planned
        </li>
        <li>
          <span class="sign trail" /> way come
        </li>
        <li>
          <span class="sign goal" /> goal
        </li>
        <li>
          <span class="sign near" /> obstacle, by stereo
        </li>
        <li>
          <span class="sign dear" /> costly ground
        </li>
        <li>
          <span class="sign best" /> best directions
        </li>
      </ul>
    </div>
  );
}
