import { type Vec3 } from "../pose.ts";
import { PROP_SIZES, type PropKind } from "../props/prop.ts";
import { type Random, randomStream } from "../random.ts";
import { Shape, unit } from "./shape.ts";

/** Parts of a prop, told apart by its shader. */
export const PART = { stone: 0, leaf: 0, wood: 1, birchWood: 2, needle: 3, blade: 0 } as const;

/** Levels of detail of a kind: the shape up to that many metres from the eye, finest first. */
export const LEVEL_REACHES: Readonly<Record<PropKind, readonly number[]>> = {
  boulder: [10, 30, Infinity],
  bush: [11, 32, Infinity],
  tree: [16, 42, Infinity],
  tall_grass: [8, 22, 90],
};

/** The shape of a kind and variant at a level of detail, at scale 1, its foot at the origin. */
export function propShape(kind: PropKind, variant: number, level: number): Shape {
  const random = randomStream(variant, `render/${kind}/${level}`);
  const size = PROP_SIZES[kind][variant]!;
  const shape = new Shape();
  switch (kind) {
    case "boulder":
      boulder(shape, size.radius, size.height, level, variant);
      break;
    case "bush":
      bush(shape, size.radius, size.height, level, random);
      break;
    case "tree":
      if (variant === 1) conifer(shape, size.radius, size.height, level, random);
      else broadleaf(shape, size.radius, size.height, level, variant, random);
      break;
    case "tall_grass":
      tuft(shape, size.height, level, random);
  }
  return shape;
}

function boulder(
  shape: Shape,
  radius: number,
  height: number,
  level: number,
  variant: number,
): void {
  // The same stream at every level: coarse vertices come first, so the outline stays.
  const random = randomStream(variant, "render/boulder");
  // A ball that has split along planes, its foot in the ground.
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
  shape.ball({
    centre: [0, 0, 0.34 * height],
    radii: [radius * 1.22, radius * 1.06, 0.76 * height],
    detail: [3, 2, 1][level]!,
    rough: 0.035,
    outline: ([x, y, z]) => {
      let r = z < -0.3 ? 1.1 : 1;
      for (const { normal, at } of splits) {
        const facing = x * normal[0] + y * normal[1] + z * normal[2];
        if (facing > 0) r = Math.min(r, at / facing);
      }
      return r;
    },
    light: ([, , z]) => 0.45 + 0.55 * Math.max(0, Math.min(1, 0.62 + 0.8 * z)),
    part: PART.stone,
  }, random);
}

/** Leaves under and inside a crown see less of the sky. */
function crownLight(z: number): number {
  return 0.5 + 0.5 * Math.max(0, Math.min(1, 0.62 + 0.6 * z));
}

function bush(shape: Shape, radius: number, height: number, level: number, random: Random): void {
  const clumps = [6, 4, 2][level]!;
  const crown = 1.25 * radius;
  for (let i = 0; i < clumps; i++) {
    const angle = 2 * Math.PI * (i + 0.5 * random()) / clumps;
    const out = i === 0 ? 0 : crown * 0.52;
    const r = crown * (level === 2 ? 0.85 : 0.5 + 0.18 * random());
    const tall = i === 0 ? 1 : 0.62 + 0.25 * random();
    const tone = 0.86 + 0.2 * random();
    shape.ball({
      // Low enough that no roughness lifts a clump's foot off the ground.
      centre: [out * Math.cos(angle), out * Math.sin(angle), height * tall * 0.44],
      radii: [r, r, height * tall * 0.58],
      detail: level === 0 ? 1 : 0,
      rough: 0.2,
      light: ([, , z]) => tone * crownLight(z),
      part: PART.leaf,
    }, random);
  }
}

function broadleaf(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  variant: number,
  random: Random,
): void {
  const birch = variant === 2;
  const foot = birch ? 0.34 : 0.26;
  const crown = birch ? 0.19 * height : 0.31 * height;
  shape.tube({
    x: 0,
    y: 0,
    bottom: trunk * 1.1,
    top: trunk * 0.55,
    from: -0.25,
    to: (foot + 0.3) * height,
    sides: [8, 6, 4][level]!,
    part: birch ? PART.birchWood : PART.wood,
    lights: [0.8, 0.5],
  });
  const clumps = [11, 6, 2][level]!;
  const middle = (1 + foot) / 2 * height;
  const tall = (1 - foot) / 2 * height;
  for (let i = 0; i < clumps; i++) {
    // Clumps wind upwards around the stem: wide in the middle, narrow at the top.
    const t = clumps === 1 ? 0.5 : i / (clumps - 1);
    const angle = 2.4 * i + random();
    const tone = 0.82 + 0.26 * random();
    const belly = Math.sin(Math.PI * (0.22 + 0.7 * t));
    const out = level === 2 ? 0 : crown * 0.5 * belly * (t > 0.95 ? 0.1 : 1);
    const r = crown * (level === 2 ? 0.95 * (1 - 0.25 * t) : 0.56 + 0.16 * random()) *
      (0.75 + 0.35 * belly);
    const z = middle + tall * (level === 2 ? 0.75 * (t - 0.45) : 1.42 * (t - 0.48));
    shape.ball({
      centre: [out * Math.cos(angle), out * Math.sin(angle), z],
      radii: [
        r,
        r,
        Math.min(level === 2 ? tall * 0.68 : r * (birch ? 1.35 : 0.92), height * 1.02 - z),
      ],
      detail: level === 0 ? 1 : 0,
      rough: 0.19,
      light: ([, , dz]) => tone * crownLight(0.55 * dz + 0.45 * (2 * t - 1)),
      part: PART.leaf,
    }, random);
  }
}

function conifer(
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
    to: 0.32 * height,
    sides: [7, 5, 4][level]!,
    part: PART.wood,
    lights: [0.75, 0.45],
  });
  const tiers = [7, 5, 3][level]!;
  // High enough for a rover to look underneath.
  const foot = 0.19;
  for (let i = 0; i < tiers; i++) {
    const t = i / tiers;
    const from = height * (foot + (1 - foot) * t * 0.93);
    const reach = height * 0.24 * (1 - 0.82 * t);
    shape.tube(
      {
        x: 0,
        y: 0,
        bottom: reach,
        top: 0,
        from,
        to: Math.min(height, from + (1.9 / tiers) * height * (1 - 0.35 * t)),
        sides: [11, 8, 6][level]!,
        part: PART.needle,
        lights: [0.52 + 0.3 * t, 1],
      },
      level === 2 ? 0.05 : 0.24,
      random,
    );
  }
}

/** Blades that lean outwards from one root, bent by their weight. */
function tuft(shape: Shape, height: number, level: number, random: Random): void {
  const blades = [26, 14, 6][level]!;
  const width = [0.032, 0.055, 0.2][level]!;
  for (let i = 0; i < blades; i++) {
    const angle = 2 * Math.PI * (i + 0.6 * random()) / blades;
    const root = 0.26 * Math.sqrt(random());
    const lean = 0.12 + 0.4 * random();
    const tall = height * (0.62 + 0.38 * random());
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const along = (out: number, side: number, z: number): Vec3 => [
      (root + out) * cos - side * sin,
      (root + out) * sin + side * cos,
      z,
    ];
    // Blades let light through and shade each other: their normals turn half to the sky.
    const normal = unit([0.5 * cos, 0.5 * sin, 1]);
    const w = width * (0.7 + 0.6 * random());
    const foot = [along(0, -w / 2, -0.06), along(0, w / 2, -0.06)];
    const bend = 0.35 * lean * tall;
    const knee = [along(bend, -w * 0.42, 0.58 * tall), along(bend, w * 0.42, 0.58 * tall)];
    const a = shape.vertex(foot[0]!, normal, 0.45, PART.blade);
    const b = shape.vertex(foot[1]!, normal, 0.45, PART.blade);
    const tip = shape.vertex(along(lean * tall, 0, tall), normal, 1, PART.blade);
    if (level === 2) {
      shape.triangle(a, b, tip);
      continue;
    }
    const c = shape.vertex(knee[0]!, normal, 0.85, PART.blade);
    const d = shape.vertex(knee[1]!, normal, 0.85, PART.blade);
    shape.triangle(a, b, d);
    shape.triangle(a, d, c);
    shape.triangle(c, d, tip);
  }
}
