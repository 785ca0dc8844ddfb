/**
 * Measures of a cyclist, metres, in the frame of the bicycle: what its shapes and the joints of its
 * rider agree on.
 */
export const CYCLIST = {
  /** Axis of the pedals. */
  bottomBracket: [-0.1, 0, 0.29],
  crank: 0.17,
  /** Half of the distance between the feet. */
  stance: 0.12,
  hip: [-0.27, 0, 0.99],
  thigh: 0.44,
  shank: 0.45,
  /** Metres per turn of the pedals. */
  development: 5.2,
} as const;
