/** Parts of a prop, told apart by its shader. */
export const PART = {
  stone: 0,
  /** Foliage that is seen through where it is seen sideways. */
  leaf: 0,
  wood: 1,
  birchWood: 2,
  needle: 3,
  blade: 0,
  snow: 4,
  /** Closed leaves in the colours of the plant: cacti, fronds, agaves. */
  flesh: 5,
  /** Bark that has fallen off, bleached. */
  bleached: 6,
  /** A sawn or broken end. */
  cut: 7,
} as const;

/** Leaves under and inside a crown see less of the sky. */
export function crownLight(z: number): number {
  return 0.5 + 0.5 * Math.max(0, Math.min(1, 0.62 + 0.6 * z));
}
