type Point = readonly [number, number];

/** A run seen from above. World metres: x forward, y left. */
export interface MapSketchProps {
  /** Null where it is not known. */
  readonly start: Point | null;
  readonly track: readonly Point[];
  readonly position: Point;
  /** Radians, counter-clockwise from +x. */
  readonly heading: number;
  readonly goal: Point;
}

const SIZE = 200;
const MARGIN = 18;
const NICE_METRES = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Start, goal and track from above, +x to the right and +y up, with a scale. */
export function MapSketch({ start, track, position, heading, goal }: MapSketchProps) {
  const all = [...track, position, goal];
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const scale = (SIZE - 2 * MARGIN) / Math.max(right - left, high - low, 5);
  const place = ([x, y]: Point): [number, number] => [
    SIZE / 2 + (x - (left + right) / 2) * scale,
    SIZE / 2 - (y - (low + high) / 2) * scale,
  ];
  const text = (point: Point) => place(point).map((value) => value.toFixed(1)).join(",");
  const [gx, gy] = place(goal);
  const [rx, ry] = place(position);
  const bar = NICE_METRES.findLast((metres) => metres * scale <= SIZE * 0.4) ?? 1;
  return (
    <svg
      class="map"
      viewBox={`0 0 ${SIZE} ${SIZE}`}
      role="img"
      aria-label="Map: the robot's track from the start towards the goal"
    >
      <line class="direct" x1={rx} y1={ry} x2={gx} y2={gy} />
      <polyline class="track" points={[...track, position].map(text).join(" ")} />
      {start && <circle class="start" cx={place(start)[0]} cy={place(start)[1]} r="3.5" />}
      <circle class="goal" cx={gx} cy={gy} r="6" />
      <circle class="goal-centre" cx={gx} cy={gy} r="2" />
      <path
        class="robot"
        d="M8 0 L-5 5 L-2.5 0 L-5 -5 Z"
        transform={`translate(${rx} ${ry}) rotate(${(-heading * 180) / Math.PI})`}
      />
      <path class="scale" d={`M${MARGIN} ${SIZE - 6} v-4 m0 4 h${bar * scale} m0 0 v-4`} />
      <text class="scale" x={MARGIN + bar * scale + 5} y={SIZE - 5}>{bar} m</text>
    </svg>
  );
}
