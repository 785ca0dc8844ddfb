import { type Vec3 } from "../../pose.ts";
import { type Random } from "../../random.ts";
import { type Shape } from "../shape.ts";
import { addLimb } from "./limb.ts";
import { crownLight, PART } from "./parts.ts";

/** A broadleaf tree, or a birch: clumps of leaves that wind upwards around a stem. */
export function broadleaf(
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

/** A conifer: tiers of drooping branches. */
export function conifer(
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

/** A dead tree: a bleached trunk with forking branches. */
export function deadTree(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  random: Random,
): void {
  const sides = [7, 5, 3][level]!;
  const part = PART.bleached;
  const bend: Vec3 = [0.05 * height, -0.03 * height, 0.55 * height];
  addLimb(shape, {
    from: [0, 0, -0.25],
    to: bend,
    bottom: trunk,
    top: 0.62 * trunk,
    sides,
    part,
    lights: [0.7, 0.85],
  });
  const tip: Vec3 = [0.02 * height, 0.02 * height, height];
  addLimb(shape, {
    from: bend,
    to: tip,
    bottom: 0.62 * trunk,
    top: 0,
    sides,
    part,
    lights: [0.85, 1],
  });
  const branches = [9, 7, 5][level]!;
  for (let i = 0; i < branches; i++) {
    const angle = 2.4 * i + 0.5 * random();
    const t = 0.34 + 0.5 * i / branches;
    const root: Vec3 = [
      bend[0] * Math.min(1, t / 0.55),
      bend[1] * Math.min(1, t / 0.55),
      t * height,
    ];
    const length = height * (0.36 - 0.2 * t) * (0.8 + 0.4 * random());
    const elbow: Vec3 = [
      root[0] + 0.72 * length * Math.cos(angle),
      root[1] + 0.72 * length * Math.sin(angle),
      root[2] + 0.3 * length,
    ];
    const r = 0.36 * trunk * (1.2 - t);
    addLimb(shape, {
      from: root,
      to: elbow,
      bottom: r,
      top: 0.6 * r,
      sides: Math.max(3, sides - 2),
      part,
      lights: [0.75, 0.9],
    });
    if (level === 2) continue;
    for (const turn of [0.6, -0.5]) {
      const end: Vec3 = [
        elbow[0] + 0.5 * length * Math.cos(angle + turn),
        elbow[1] + 0.5 * length * Math.sin(angle + turn),
        elbow[2] + length * (0.34 + 0.2 * random()),
      ];
      addLimb(shape, {
        from: elbow,
        to: end,
        bottom: 0.55 * r,
        top: 0,
        sides: 3,
        part,
        lights: [0.9, 1],
      });
    }
  }
}

/** A willow: a short stem under curtains of hanging twigs. */
export function willow(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  random: Random,
): void {
  const sides = [7, 5, 4][level]!;
  addLimb(shape, {
    from: [0, 0, -0.25],
    to: [0.1, 0, 0.55 * height],
    bottom: 1.2 * trunk,
    top: 0.7 * trunk,
    sides,
    part: PART.wood,
    lights: [0.7, 0.5],
  });
  const clumps = [17, 9, 3][level]!;
  for (let i = 0; i < clumps; i++) {
    // A third makes the top, the others hang around it.
    const top = i < clumps / 3;
    const angle = 2.4 * i + 0.6 * random();
    const out = height * (top ? 0.12 * random() : 0.2 + 0.14 * random()) * (level === 2 ? 0.7 : 1);
    const r = height * (top ? 0.19 : 0.12 + 0.04 * random()) * (level === 2 ? 1.4 : 1);
    const tall = height * (top ? 0.17 : 0.24 + 0.16 * random());
    const z = height * (top ? 0.8 : 0.72) - (top ? 0 : 0.55 * tall);
    const tone = 0.8 + 0.3 * random();
    shape.ball({
      centre: [out * Math.cos(angle), out * Math.sin(angle), z],
      radii: [r, r, Math.min(tall, 1.02 * height - z)],
      detail: level === 0 ? 1 : 0,
      rough: 0.2,
      // Clumps hang: broad above, thin and ragged below.
      outline: ([, , dz]) => dz < -0.4 ? 1.1 : 1,
      light: ([, , dz]) => tone * crownLight(0.7 * dz + 0.25),
      part: PART.leaf,
    }, random);
  }
}
