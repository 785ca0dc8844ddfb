import { type Vec3 } from "../pose.ts";
import { type Random } from "../random.ts";
import { type Facade } from "./streets.ts";

/** Albedos of walls, linear RGB. */
export const TINTS: Readonly<Record<Facade, readonly Vec3[]>> = {
  brick: [[0.3, 0.115, 0.075], [0.36, 0.17, 0.1], [0.22, 0.1, 0.075], [0.42, 0.33, 0.2]],
  plaster: [
    [0.62, 0.57, 0.46],
    [0.66, 0.65, 0.61],
    [0.58, 0.42, 0.22],
    [0.55, 0.36, 0.28],
    [0.4, 0.47, 0.41],
    [0.38, 0.45, 0.54],
  ],
  concrete: [[0.4, 0.39, 0.37], [0.48, 0.46, 0.42]],
  glass: [[0.2, 0.22, 0.24], [0.12, 0.13, 0.14]],
  timber: [[0.27, 0.07, 0.045], [0.2, 0.15, 0.1], [0.12, 0.13, 0.13]],
  sheet: [[0.45, 0.47, 0.48], [0.2, 0.29, 0.38], [0.34, 0.38, 0.3], [0.5, 0.45, 0.35]],
};
/** Albedos of roofs: tiles and slate. */
export const ROOF_TINTS: readonly Vec3[] = [
  [0.31, 0.11, 0.065],
  [0.24, 0.095, 0.07],
  [0.085, 0.085, 0.095],
  [0.16, 0.12, 0.1],
];
/** Colours of doors and shop fronts. */
export const ACCENTS: readonly Vec3[] = [
  [0.3, 0.03, 0.03],
  [0.03, 0.14, 0.09],
  [0.03, 0.08, 0.24],
  [0.45, 0.27, 0.04],
  [0.05, 0.05, 0.055],
  [0.28, 0.1, 0.2],
];

/** One of them, each as likely. */
export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.min(choices.length - 1, Math.floor(choices.length * random()))]!;
}

/** A little lighter or darker. */
export function varied([red, green, blue]: Vec3, random: Random): Vec3 {
  const k = 0.85 + 0.3 * random();
  return [red * k, green * k, blue * k];
}
