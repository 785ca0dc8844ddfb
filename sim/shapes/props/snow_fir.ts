import { type Vec3 } from "../../pose.ts";
import { type Random } from "../../random.ts";
import { type Shape } from "../shape.ts";
import { PART } from "./parts.ts";

/** A fir whose tiers carry snow. */
export function snowFir(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  random: Random,
): void {
  shape.tube({
    x: 0,
    y: 0,
    bottom: trunk,
    top: trunk * 0.6,
    from: -0.25,
    to: 0.3 * height,
    sides: [7, 5, 4][level]!,
    part: PART.wood,
    lights: [0.75, 0.45],
  });
  const tiers = [8, 5, 3][level]!;
  const points = [9, 6, 3][level]!;
  for (let i = 0; i < tiers; i++) {
    const t = i / tiers;
    const from = height * (0.12 + 0.82 * t);
    const to = Math.min(0.985 * height, from + (2 / tiers) * height * (1 - 0.4 * t));
    const reach = height * 0.225 * (1 - 0.84 * t);
    const turn = 2.4 * i;
    const tall = to - from;
    star(
      shape,
      { points, reach, from, to, turn, part: PART.needle, lights: [0.45 + 0.3 * t, 1] },
      random,
    );
    // Snow lies on the boughs a hand thick, not on their tips.
    const rim = 0.2 + 0.12 * random();
    star(shape, {
      points,
      reach: reach * (1 - rim) * 1.1,
      from: from + rim * tall * 0.86,
      to: to + 0.012 * height,
      turn,
      part: PART.snow,
      lights: [0.75, 1],
    }, random);
  }
}

/** A tier of boughs: a cone whose hem goes out at the boughs and in between them. */
function star(
  shape: Shape,
  { points, reach, from, to, turn, part, lights }: {
    readonly points: number;
    readonly reach: number;
    readonly from: number;
    readonly to: number;
    readonly turn: number;
    readonly part: number;
    readonly lights: readonly [number, number];
  },
  random: Random,
): void {
  const slope = reach / (to - from);
  const norm = 1 / Math.hypot(1, slope);
  const hem: Vec3[] = Array.from({ length: 2 * points }, (_, k) => {
    const isBough = k % 2 === 0;
    const r = reach * (isBough ? 0.9 + 0.2 * random() : 0.66 + 0.08 * random());
    const angle = turn + Math.PI * k / points;
    // Boughs droop, and what lies between them is higher up.
    const z = from + (to - from) * (isBough ? 0.05 * (random() - 1) : 0.16);
    return [r * Math.cos(angle), r * Math.sin(angle), z];
  });
  const rim = hem.map((at) => {
    const out = Math.hypot(at[0], at[1]);
    return shape.vertex(
      at,
      [at[0] / out * norm, at[1] / out * norm, slope * norm],
      lights[0],
      part,
    );
  });
  const floor = shape.vertex([0, 0, from + 0.3 * (to - from)], [0, 0, -1], lights[0], part);
  const below = hem.map((at) => shape.vertex(at, [0, 0, -1], 0.6 * lights[0], part));
  hem.forEach((at, k) => {
    const next = (k + 1) % hem.length;
    const [x, y] = [at[0] + hem[next]![0], at[1] + hem[next]![1]];
    const out = Math.hypot(x, y);
    const tip = shape.vertex(
      [0, 0, to],
      [x / out * norm, y / out * norm, slope * norm],
      lights[1],
      part,
    );
    shape.triangle(rim[k]!, rim[next]!, tip);
    shape.triangle(floor, below[next]!, below[k]!);
  });
}
