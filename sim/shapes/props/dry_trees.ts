import { type Vec3 } from "../../pose.ts";
import { type Random } from "../../random.ts";
import { type Shape } from "../shape.ts";
import { addBlade, addLimb, addPipe } from "./limb.ts";
import { crownLight, PART } from "./parts.ts";

/** An acacia: limbs that spread from a low fork under a flat crown. */
export function acacia(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  random: Random,
): void {
  const sides = [7, 5, 4][level]!;
  const part = PART.wood;
  const fork: Vec3 = [0.02 * height, 0, 0.3 * height];
  addLimb(shape, {
    from: [0, 0, -0.25],
    to: fork,
    bottom: 1.15 * trunk,
    top: 0.8 * trunk,
    sides,
    part,
    lights: [0.75, 0.65],
  });
  const limbs = [5, 4, 3][level]!;
  const clumps: [Vec3, number][] = [[[0, 0, 0.84 * height], 0.3 * height]];
  for (let i = 0; i < limbs; i++) {
    const angle = 2 * Math.PI * (i + 0.5 * random()) / limbs;
    const out = height * (0.27 + 0.09 * random());
    const end: Vec3 = [
      out * Math.cos(angle),
      out * Math.sin(angle),
      height * (0.76 + 0.06 * random()),
    ];
    addLimb(shape, {
      from: fork,
      to: end,
      bottom: 0.5 * trunk,
      top: 0.2 * trunk,
      sides: Math.max(3, sides - 2),
      part,
      lights: [0.65, 0.5],
    });
    clumps.push([
      [1.15 * end[0], 1.15 * end[1], end[2] + 0.06 * height],
      height * (0.23 + 0.06 * random()),
    ]);
  }
  // Far away the crown is one plate.
  const far: [Vec3, number][] = [[[0, 0, 0.85 * height], 0.52 * height]];
  for (const [centre, reach] of level === 2 ? far : clumps) {
    const tone = 0.84 + 0.24 * random();
    shape.ball({
      centre,
      radii: [reach, reach, Math.min(0.09 * height, 0.98 * height - centre[2])],
      detail: level === 0 ? 1 : 0,
      rough: 0.16,
      light: ([, , z]) => tone * crownLight(z),
      part: PART.leaf,
    }, random);
  }
}

/** A palm: a bent stem with a head of arching fronds. */
export function palm(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  random: Random,
): void {
  const sides = [7, 5, 4][level]!;
  const stem = (
    t: number,
  ): Vec3 => [0.16 * height * t * t, 0.04 * height * t * t, (0.84 * t) * height];
  const joints = [6, 4, 2][level]!;
  const rings = Array.from({ length: joints + 1 }, (_, k) => k / joints);
  addPipe(shape, {
    points: rings.map((t) => t === 0 ? [0, 0, -0.25] : stem(t)),
    // Swollen at the foot.
    radii: rings.map((t) => trunk * (t === 0 ? 1.35 : 1 - 0.45 * t)),
    sides,
    part: PART.wood,
    lights: rings.map((t) => 0.85 - 0.2 * t),
  });
  const head = stem(1);
  const fronds = [15, 11, 5][level]!;
  const steps = [4, 3, 2][level]!;
  for (let i = 0; i < fronds; i++) {
    const angle = 2.4 * i + 0.4 * random();
    const rise = 0.85 - 1.25 * i / fronds + 0.1 * random();
    const length = height * (0.34 + 0.06 * random());
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const spine: Vec3[] = [];
    for (let k = 0; k <= steps; k++) {
      const t = k / steps;
      const out = length * t * (1 - 0.18 * t);
      spine.push([
        head[0] + c * out,
        head[1] + s * out,
        Math.min(height, head[2] + length * (0.75 * rise * t - 0.72 * t * t)),
      ]);
    }
    addBlade(shape, {
      spine,
      halfWidths: spine.map((_, k) => 0.085 * length * (k === 0 ? 0.3 : k === steps ? 0.12 : 1.25)),
      lights: spine.map((_, k) => 0.55 + 0.45 * k / steps),
      side: [-s, c, 0],
      part: PART.flesh,
      droop: 0.7,
    });
  }
}

/** A saguaro: a ribbed column with arms that turn upwards. */
export function saguaro(
  shape: Shape,
  radius: number,
  height: number,
  level: number,
  random: Random,
): void {
  const sides = [12, 8, 4][level]!;
  const part = PART.flesh;
  const column = (points: readonly Vec3[], radii: readonly number[]) => {
    const lights = points.map((_, k) => 0.6 + 0.4 * k / (points.length - 1));
    addPipe(shape, { points, radii, sides, part, lights });
  };
  /** A round head below a point, and its radii. */
  const head = ([x, y, z]: Vec3, r: number): [Vec3[], number[]] =>
    level === 2
      ? [[[x, y, z - 0.6 * r], [x, y, z]], [r, 0.45 * r]]
      : [[[x, y, z - r], [x, y, z - 0.4 * r], [x, y, z]], [r, 0.86 * r, 0.34 * r]];
  const [crown, crownRadii] = head([0, 0, height], radius);
  column([[0, 0, -0.25], ...crown], [0.92 * radius, ...crownRadii]);
  const arms = [[0.5, 0.36, 0.8], [2.9, 0.48, 0.72], [4.4, 0.42, 0.62]] as const;
  for (const [turn, from, to] of level === 2 ? arms.slice(0, 2) : arms) {
    const angle = turn + 0.4 * random();
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const out = radius * 2.7;
    const r = 0.66 * radius;
    const [tip, tipRadii] = head([c * out, s * out, to * height], r);
    const root = from * height;
    if (level === 2) {
      column([[0, 0, root], [c * out, s * out, root + 0.06 * height], ...tip], [r, r, ...tipRadii]);
      continue;
    }
    // Out of the stem, then up in a bend.
    const bend = [[0.5, 0, 0.85], [0.74, 0.006, 0.9], [0.93, 0.03, 0.95], [1, 0.075, 1]] as const;
    column(
      [...bend.map(([o, up]): Vec3 => [c * out * o, s * out * o, root + up * height]), ...tip],
      [...bend.map(([, , wide]) => wide * r), ...tipRadii],
    );
  }
}
