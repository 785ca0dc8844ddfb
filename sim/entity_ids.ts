/**
 * Entity ids: the instance id of a pixel is the id of the entity it shows. Below `2^24`. What stands
 * still is numbered from `firstProp` upwards by its landscape, what moves from `firstActor` upwards
 * by its world.
 */
export const ENTITY = {
  none: 0,
  terrain: 1,
  sky: 2,
  water: 3,
  /** The vehicle that the world is about. */
  ego: 4,
  /** The surface of all roads and pavements. */
  road: 5,
  /** The first prop; whatever stands on the ground is numbered upwards from here. */
  firstProp: 16,
  /** The first of what moves. */
  firstActor: 1 << 20,
} as const;
