/**
 * How the triangles of an actor's shape are finished: the `part` of their vertices. `paint` takes the
 * colour of the instance (car paint, cloth, skin, hide); the others have colours of their own.
 */
export const FINISH = {
  /** Glossy, in the instance's tint. */
  paint: 0,
  /** Matt, in the instance's tint: cloth, skin, hide. */
  cloth: 1,
  glass: 2,
  rubber: 3,
  metal: 4,
  /** Dark plastic, grilles, undersides. */
  dark: 5,
  /** Lamps: lit by the part's glow (headlamps also by night). */
  headlamp: 6,
  taillamp: 7,
  indicator: 8,
  plate: 9,
  /** Signal lamps: lit or nearly black, by the part's glow. */
  red: 10,
  amber: 11,
  green: 12,
  white: 13,
  /** White sheet metal, whatever the instance's tint: boxes and tanks of trucks. */
  enamel: 14,
} as const;
