import { ANIMAL_SHAPES } from "./animals.ts";
import { PEOPLE_SHAPES } from "./people.ts";
import { type Shape } from "./shape.ts";
import { SIGNAL_LAMPS } from "./streets/signal_lamps.ts";
import { VEHICLE_SHAPES } from "./vehicles/mod.ts";

/** Makes a shape at a level of detail: 0 the finest, 1 and 2 coarser. Same call, same shape. */
export type ShapeMaker = (level: 0 | 1 | 2) => Shape;

/**
 * Shapes of what moves, by name: one line for each family. Parts of actors name them; the renderer,
 * the lidar and the ground truth all take them from here.
 */
const families: readonly Readonly<Record<string, ShapeMaker>>[] = [
  ANIMAL_SHAPES,
  PEOPLE_SHAPES,
  SIGNAL_LAMPS,
  VEHICLE_SHAPES,
];

const made = new Map<string, Shape>();

/** Every shape there is. */
export function shapeNames(): string[] {
  return families.flatMap((family) => Object.keys(family));
}

/**
 * The shape of that name, made once for each level.
 *
 * @throws {RangeError} If there is none.
 */
export function shapeNamed(name: string, level: 0 | 1 | 2): Shape {
  const key = `${name} ${level}`;
  const known = made.get(key);
  if (known) return known;
  const family = families.find((each) => Object.hasOwn(each, name));
  if (!family) {
    throw new RangeError(`Cannot find shape "${name}": there are ${shapeNames().join(", ")}`);
  }
  const shape = family[name]!(level);
  made.set(key, shape);
  return shape;
}
