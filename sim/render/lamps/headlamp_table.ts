import { POSE_NUMBERS } from "../../actors/actor.ts";
import { type Vec3 } from "../../pose.ts";
import { FINISH } from "../../shapes/finish.ts";
import { type Shape } from "../../shapes/shape.ts";
import { BODY_NUMBERS, type MoverTable, type ShapeSource } from "../movers/mover_table.ts";
import { headlamps, type Lamp } from "./lamp.ts";

/** Dimmer than this nobody sees. */
const DARK = 0.02;

/** The headlamps among the parts of everything that moves. */
export class HeadlampTable {
  readonly #table: MoverTable;
  /** Parts that have headlamps, and the point between them in the part's frame. */
  readonly #parts: readonly { readonly index: number; readonly middle: Vec3 }[];

  constructor(table: MoverTable, shapeNamed: ShapeSource) {
    this.#table = table;
    const middles = table.shapes.map((name) => middleOfLamps(shapeNamed(name, 0)));
    this.#parts = Array.from(table.shapeOf).flatMap((shape, index) => {
      const middle = middles[shape];
      if (!middle) return [];
      const at = index * BODY_NUMBERS;
      const [sx, sy, sz] = table.bodies.subarray(at, at + 3) as unknown as Vec3;
      return [{ index, middle: [middle[0] * sx, middle[1] * sy, middle[2] * sz] as const }];
    });
  }

  /** Those that burn, where the parts were when their poses were taken. */
  lit(): Lamp[] {
    const { poses } = this.#table;
    const lamps: Lamp[] = [];
    for (const { index, middle } of this.#parts) {
      const at = index * POSE_NUMBERS;
      const glow = poses[at + 3]!;
      if (glow < DARK) continue;
      const pose = {
        position: [poses[at]!, poses[at + 1]!, poses[at + 2]!],
        orientation: [poses[at + 4]!, poses[at + 5]!, poses[at + 6]!, poses[at + 7]!],
      } as const;
      lamps.push(headlamps(pose, middle, glow));
    }
    return lamps;
  }
}

/** Mean of the vertices of a shape that are headlamps; null where it has none. */
function middleOfLamps({ positions, tints }: Shape): Vec3 | null {
  const sum = [0, 0, 0];
  let count = 0;
  for (let vertex = 0; vertex < positions.length / 3; vertex++) {
    if (Math.abs(tints[2 * vertex + 1]! - FINISH.headlamp) > 0.1) continue;
    for (let axis = 0; axis < 3; axis++) sum[axis]! += positions[3 * vertex + axis]!;
    count++;
  }
  return count === 0 ? null : [sum[0]! / count, sum[1]! / count, sum[2]! / count];
}
