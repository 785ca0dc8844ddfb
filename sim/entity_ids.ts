/** Entity ids: the instance id of a pixel is the id of the entity it shows. Below `2^24`. */
export const ENTITY = {
  none: 0,
  terrain: 1,
  sky: 2,
  water: 3,
  rover: 4,
  /** The first prop; props are numbered upwards from here. */
  firstProp: 16,
} as const;
