import { type Vec3 } from "../../pose.ts";
import { type Random, randomStream } from "../../random.ts";
import { type Shape, unit } from "../shape.ts";
import { PART } from "./parts.ts";

/** A ball that has split along planes, its foot in the ground. */
export function boulder(
  shape: Shape,
  radius: number,
  height: number,
  level: number,
  variant: number,
): void {
  const { outline, random } = boulderOutline(variant);
  shape.ball({
    centre: [0, 0, 0.34 * height],
    radii: [radius * 1.22, radius * 1.06, 0.76 * height],
    detail: [3, 2, 1, 0][level]!,
    rough: 0.035,
    outline,
    light: ([, , z]) => 0.45 + 0.55 * Math.max(0, Math.min(1, 0.62 + 0.8 * z)),
    part: PART.stone,
  }, random);
}

/** A ball that has split along planes, and the stream that its roughness is drawn from. */
function boulderOutline(
  variant: number,
): { outline: (direction: Vec3) => number; random: Random } {
  // The same stream at every level: coarse vertices come first, so the outline stays.
  const random = randomStream(variant, "render/boulder");
  const splits = Array.from({ length: 9 }, () => {
    const angle = 2 * Math.PI * random();
    // No plane faces downwards: a boulder is widest where it meets the ground.
    const z = 1.02 * random() - 0.04;
    const out = Math.sqrt(Math.max(0, 1 - z * z));
    return {
      normal: unit([out * Math.cos(angle), out * Math.sin(angle), z]),
      at: 0.68 + 0.24 * random(),
    };
  });
  const outline = ([x, y, z]: Vec3) => {
    let r = z < -0.3 ? 1.1 : 1;
    for (const { normal, at } of splits) {
      const facing = x * normal[0] + y * normal[1] + z * normal[2];
      if (facing > 0) r = Math.min(r, at / facing);
    }
    return r;
  };
  return { outline, random };
}

/** A plane that a rock has split along: its outward normal, and how far out it lies. */
type Split = readonly [normal: Vec3, at: number];

function splitBall(splits: readonly Split[], foot: number): (direction: Vec3) => number {
  return ([x, y, z]) => {
    let r = z < foot ? 1.08 : 1;
    for (const [normal, at] of splits) {
      const facing = x * normal[0] + y * normal[1] + z * normal[2];
      if (facing > 0) r = Math.min(r, at / facing);
    }
    return r;
  };
}

/** A flat slab of layered rock. */
export function slab(shape: Shape, radius: number, height: number, level: number): void {
  const random = randomStream(3, "render/boulder");
  const splits: Split[] = Array.from({ length: 7 }, (_, k) => {
    const angle = 2 * Math.PI * (k + 0.5 * random()) / 7;
    return [unit([Math.cos(angle), Math.sin(angle), 0.25 * random()]), 0.7 + 0.2 * random()];
  });
  const tilt = unit([0.1, 0.06, 1]);
  const layers = [[1, 0.52], [0.72, 0.86]] as const;
  for (const [share, at] of level === 2 ? [[1, 0.8]] as const : layers) {
    shape.ball({
      centre: [share < 1 ? 0.12 * radius : 0, share < 1 ? -0.08 * radius : 0, 0.1 * height],
      radii: [1.3 * share * radius, 1.12 * share * radius, 1.05 * height],
      detail: [2, 1, 1][level]!,
      rough: 0.025,
      outline: splitBall([...splits, [tilt, at]], -0.2),
      light: ([, , z]) => 0.45 + 0.55 * Math.max(0, Math.min(1, 0.6 + 0.9 * z)),
      part: PART.stone,
    }, random);
  }
}

/** A pillar of rock left standing by the wind: a narrow waist under a broad head. */
export function pillar(shape: Shape, radius: number, height: number, level: number): void {
  const random = randomStream(4, "render/boulder");
  const bands = [
    [0, 1.12, 0.36],
    [0.3, 0.82, 0.34],
    [0.58, 0.94, 0.3],
    [0.82, 0.86, 0.18],
  ] as const;
  for (const [from, wide, tall] of level === 2 ? [bands[0], bands[2]] : bands) {
    const splits: Split[] = Array.from({ length: 6 }, (_, k) => {
      const angle = 2 * Math.PI * (k + 0.7 * random()) / 6;
      return [unit([Math.cos(angle), Math.sin(angle), 0]), 0.74 + 0.2 * random()];
    });
    const stretch = level === 2 ? 1.7 : 1;
    shape.ball({
      centre: [0.06 * radius * (random() - 0.5), 0, (from + 0.4 * tall) * height],
      radii: [
        1.14 * wide * radius,
        wide * radius,
        Math.min(0.85 * tall * stretch, 1 - from - 0.4 * tall) * height,
      ],
      detail: [2, 1, 0][level]!,
      rough: 0.04,
      outline: splitBall([...splits, [[0, 0, 1], 0.8], [[0, 0, -1], 0.9]], -2),
      light: ([, , z]) => 0.5 + 0.5 * Math.max(0, Math.min(1, 0.55 + 0.7 * z)),
      part: PART.stone,
    }, random);
  }
}

/** A boulder under a thick cap of snow. */
export function snowBoulder(shape: Shape, radius: number, height: number, level: number): void {
  // Far away hardly anything of the stone is seen.
  boulder(shape, radius, 0.84 * height, level === 2 ? 3 : level, 0);
  const { outline, random } = boulderOutline(0);
  shape.ball({
    centre: [0, 0, 0.34 * 0.84 * height],
    radii: [radius * 1.22, radius * 1.06, 0.7 * height],
    detail: [2, 2, 1][level]!,
    rough: 0.02,
    // A hand of snow on whatever faces up; below its rim the cap lies inside the stone.
    outline: ([x, y, z]) => {
      const rim = 0.18 + 0.14 * Math.sin(5 * Math.atan2(y, x));
      const lies = Math.max(0, Math.min(1, (z - rim) / 0.16));
      return outline([x, y, z]) * (0.9 + 0.16 * lies * (2 - lies));
    },
    light: ([, , z]) => 0.7 + 0.3 * Math.max(0, Math.min(1, 0.5 + z)),
    part: PART.snow,
  }, random);
}
