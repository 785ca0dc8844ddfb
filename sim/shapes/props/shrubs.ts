import { type Vec3 } from "../../pose.ts";
import { type Random } from "../../random.ts";
import { type Shape } from "../shape.ts";
import { addBlade } from "./limb.ts";
import { crownLight, PART } from "./parts.ts";

/** A bush: clumps of leaves around a middle one. */
export function bush(
  shape: Shape,
  radius: number,
  height: number,
  level: number,
  random: Random,
): void {
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

/** An agave: a rosette of thick pointed leaves. */
export function agave(
  shape: Shape,
  radius: number,
  height: number,
  level: number,
  random: Random,
): void {
  const leaves = [22, 14, 8][level]!;
  for (let i = 0; i < leaves; i++) {
    const t = i / leaves;
    const angle = 2.4 * i + 0.2 * random();
    // Outer leaves lie, inner ones stand.
    const lean = 1.15 - 0.95 * t;
    const length = (0.9 + 0.2 * random()) * (radius * 1.5 * (1 - 0.2 * t));
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const at = (share: number, lift: number): Vec3 => {
      const out = 0.05 + length * share * Math.sin(lean);
      const up = length * share * Math.cos(lean) + lift;
      return [c * out, s * out, Math.min(height, -0.06 + up)];
    };
    const spine = level === 2
      ? [at(0, 0), at(1, 0.1 * length)]
      : [at(0, 0), at(0.5, -0.02 * length), at(1, 0.12 * length)];
    addBlade(shape, {
      spine,
      halfWidths: level === 2 ? [0.1 * radius * 2, 0.01] : [0.13 * radius, 0.17 * radius, 0.008],
      lights: level === 2 ? [0.5, 1] : [0.45, 0.85, 1],
      side: [-s, c, 0],
      part: PART.flesh,
      droop: -0.45,
    });
  }
}

/** A fern: arching fronds from one root. */
export function fern(
  shape: Shape,
  radius: number,
  height: number,
  level: number,
  random: Random,
): void {
  const fronds = [21, 13, 5][level]!;
  const steps = [8, 4, 2][level]!;
  for (let i = 0; i < fronds; i++) {
    const angle = 2.4 * i + 0.5 * random();
    // Young fronds in the middle stand, old ones arch to the ground.
    const age = 0.35 + 0.65 * i / fronds;
    const reach = radius * (0.9 + 1.1 * age * (0.8 + 0.4 * random()));
    const tall = height * (1.05 - 0.3 * age);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const spine = Array.from({ length: steps + 1 }, (_, k): Vec3 => {
      const t = k / steps;
      const out = reach * t * (0.6 + 0.4 * t);
      return [
        c * out,
        s * out,
        Math.max(0.03, tall * (2.4 * t - (1.2 + 0.55 * age) * t * t)) - 0.08 * (1 - t),
      ];
    });
    addBlade(shape, {
      spine,
      // Leaflets: the edge goes in and out along the frond.
      halfWidths: spine.map((_, k) => {
        const t = k / steps;
        const leaflet = level === 0 && k % 2 === 1 ? 0.5 : 1;
        return 0.25 * radius * leaflet * (t === 0 ? 0.1 : 1.05 - t);
      }),
      lights: spine.map((_, k) => 0.55 + 0.45 * k / steps),
      side: [-s, c, 0],
      part: PART.flesh,
      droop: 0.25,
    });
  }
}

/** Heather: a low cushion of many small clumps. */
export function heather(
  shape: Shape,
  radius: number,
  height: number,
  level: number,
  random: Random,
): void {
  const clumps = [9, 6, 3][level]!;
  for (let i = 0; i < clumps; i++) {
    const angle = 2.4 * i;
    const out = i === 0 ? 0 : radius * (0.4 + 0.5 * random());
    const r = radius * (level === 2 ? 0.75 : 0.42 + 0.16 * random());
    const tall = height * (i === 0 ? 1 : 0.66 + 0.3 * random());
    const tone = 0.85 + 0.25 * random();
    shape.ball({
      centre: [out * Math.cos(angle), out * Math.sin(angle), 0.4 * tall],
      radii: [r, r, 0.6 * tall],
      detail: level === 0 ? 1 : 0,
      rough: 0.16,
      light: ([, , z]) => tone * crownLight(z),
      part: PART.leaf,
    }, random);
  }
}

/** A tumbleweed: a loose ball of twigs that the wind has rolled here. */
export function tumbleweed(
  shape: Shape,
  radius: number,
  height: number,
  level: number,
  random: Random,
): void {
  for (const share of level === 2 ? [1] : [1, 0.72]) {
    shape.ball({
      centre: [0, 0, 0.46 * height],
      radii: [1.1 * radius * share, 1.1 * radius * share, 0.52 * height * share],
      detail: [2, 1, 1][level]!,
      rough: 0.12,
      light: ([, , z]) => (0.6 + 0.4 * share) * crownLight(z),
      part: PART.leaf,
    }, random);
  }
}

/** A prickly pear: flat pads that grow from each other's rims. */
export function pricklyPear(
  shape: Shape,
  radius: number,
  height: number,
  level: number,
  random: Random,
): void {
  const pads = [
    [0, 0, 0.22, 0.3, 0],
    [0.5, 0.05, 0.5, 0.24, 0],
    [-0.45, -0.05, 0.48, 0.25, 0],
    [-0.6, 0, 0.8, 0.2, 0],
    [0.05, 0.35, 0.4, 0.23, 1],
    [-0.1, -0.4, 0.36, 0.22, 1],
    [0.75, 0.1, 0.8, 0.19, 0],
    [0.05, 0.5, 0.72, 0.2, 1],
  ] as const;
  for (const [x, y, z, size, turned] of level === 2 ? pads.slice(0, 4) : pads) {
    const r = size * height * (0.82 + 0.15 * random());
    const thin = 0.24 * r;
    shape.ball({
      centre: [x * radius, y * radius, z * height],
      radii: [
        turned ? thin : 0.8 * r,
        turned ? 0.8 * r : thin,
        Math.min(r, 1.02 * height - z * height),
      ],
      detail: level === 0 ? 1 : 0,
      rough: 0.02,
      light: ([, , dz]) => 0.6 + 0.4 * Math.max(0, Math.min(1, 0.6 + 0.6 * dz)),
      part: PART.flesh,
    }, random);
  }
}
