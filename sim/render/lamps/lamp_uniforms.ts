import { Vector4 } from "three/webgpu";
import { renderGroup, uniform, uniformArray } from "../tsl.ts";
import { type Lamp } from "./lamp.ts";

/** How many lamps may light one picture. */
export const MAX_LAMPS = 12;

/** The lamps that light the picture, for shaders: none by day. */
export class LampUniforms {
  readonly count = uniform(0, "int").setGroup(renderGroup);
  /**
   * Three a lamp: (position, reach), (direction, squared sine of the outer cone), (colour, squared sine
   * of the inner cone).
   */
  readonly data = uniformArray<"vec4">(vectors(), "vec4").setGroup(renderGroup);
  readonly #vectors: readonly Vector4[] = this.data.array as Vector4[];

  /** Takes a lamp as number `index`, dimmed to a share of its brightness. */
  put(index: number, lamp: Lamp, share: number): void {
    const { position, direction, cone: [inner, outer], colour, reach } = lamp;
    const [place, axis, light] = this.#vectors.slice(3 * index, 3 * index + 3);
    place!.set(...position, reach);
    // Without a direction: a cone that no direction leaves.
    axis!.set(...(direction ?? [0, 0, 0] as const), direction ? Math.sin(outer) ** 2 : 99);
    light!.set(
      share * colour[0],
      share * colour[1],
      share * colour[2],
      direction ? Math.sin(inner) ** 2 : 98,
    );
  }
}

function vectors(): Vector4[] {
  return Array.from({ length: 3 * MAX_LAMPS }, () => new Vector4());
}
