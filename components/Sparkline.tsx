/** What a small plot shows. */
export interface SparklineProps {
  /** Oldest first; the newest stands at the right edge. */
  readonly values: readonly number[];
  /** Number of values that fill the width. */
  readonly span: number;
  readonly min: number;
  readonly max: number;
  /** What a person who cannot see it is told. */
  readonly label: string;
}

const [WIDTH, HEIGHT] = [200, 40];
const FLOOR = HEIGHT - 1;

/** A plot the size of a word: a line through the latest values. */
export function Sparkline({ values, span, min, max, label }: SparklineProps) {
  const y = (value: number) => {
    const share = (Math.min(Math.max(value, min), max) - min) / (max - min || 1);
    return (FLOOR - share * (FLOOR - 2)).toFixed(1);
  };
  const first = span - values.length;
  const points = values.map((value, i) =>
    `${(((first + i) / (span - 1)) * WIDTH).toFixed(1)},${y(value)}`
  );
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line
        x1="0"
        x2={WIDTH}
        y1={FLOOR}
        y2={FLOOR}
        class="axis"
        vector-effect="non-scaling-stroke"
      />
      {points.length > 1 && (
        <polygon
          class="area"
          points={`${points.join(" ")} ${WIDTH},${FLOOR} ${points[0]!.split(",")[0]},${FLOOR}`}
        />
      )}
      <polyline points={points.join(" ")} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
