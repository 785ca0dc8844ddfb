import { type Vec3 } from "../../pose.ts";
import { type Random } from "../../random.ts";
import { type Shape } from "../shape.ts";
import { addLimb } from "./limb.ts";
import { PART } from "./parts.ts";

/** A fallen trunk along x, half sunk, with broken ends and stubs of branches. */
export function fallenTrunk(
  shape: Shape,
  halfLength: number,
  height: number,
  level: number,
  random: Random,
): void {
  const r = 0.6 * height;
  const z = height - r;
  const sides = [11, 8, 6][level]!;
  const ends: Vec3[] = [[-halfLength, 0, z], [0.1 * halfLength, 0.03, z - 0.01], [
    halfLength,
    -0.02,
    z - 0.03,
  ]];
  for (let k = 0; k < 2; k++) {
    addLimb(shape, {
      from: ends[k]!,
      to: ends[k + 1]!,
      bottom: r * (1 - 0.1 * k),
      top: r * (0.9 - 0.12 * k),
      sides,
      part: PART.wood,
      lights: [0.85, 0.85],
      cap: PART.cut,
    });
  }
  if (level === 2) return;
  for (const [along, angle] of [[-0.5, 0.9], [0.25, -0.7], [0.6, 0.4]] as const) {
    const length = height * (0.45 + 0.3 * random());
    addLimb(shape, {
      from: [along * halfLength, 0, z],
      to: [
        along * halfLength + 0.5 * length,
        Math.sin(angle) * (r + 0.6 * length),
        z + Math.cos(angle) * (r + 0.3 * length) * 0.75,
      ],
      bottom: 0.3 * r,
      top: 0.16 * r,
      sides: 5,
      part: PART.wood,
      lights: [0.7, 0.95],
      cap: PART.cut,
    });
  }
}

/** A tree stump with flaring roots. */
export function stump(
  shape: Shape,
  radius: number,
  height: number,
  level: number,
  random: Random,
): void {
  const sides = [10, 7, 5][level]!;
  addLimb(shape, {
    from: [0, 0, -0.2],
    to: [0.02, 0, height],
    bottom: 1.15 * radius,
    top: 0.86 * radius,
    sides,
    part: PART.wood,
    lights: [0.6, 0.95],
    cap: PART.cut,
  });
  if (level === 2) return;
  for (let i = 0; i < 5; i++) {
    const angle = 2 * Math.PI * (i + 0.4 * random()) / 5;
    addLimb(shape, {
      from: [0.6 * radius * Math.cos(angle), 0.6 * radius * Math.sin(angle), 0.45 * height],
      to: [1.7 * radius * Math.cos(angle), 1.7 * radius * Math.sin(angle), -0.14],
      bottom: 0.34 * radius,
      top: 0.16 * radius,
      sides: 5,
      part: PART.wood,
      lights: [0.85, 0.6],
    });
  }
}
