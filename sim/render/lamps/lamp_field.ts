import { type Vec3 } from "../../pose.ts";
import { type Frustum } from "../projection.ts";
import { type Lamp } from "./lamp.ts";
import { type LampUniforms, MAX_LAMPS } from "./lamp_uniforms.ts";

/** Lamps farther away light nothing that a picture shows, metres. */
const FARTHEST = 160;
/** Lamps fade out over the last part of the way to where they are no longer among the nearest. */
const FADE = 0.25;

/** All lamps of a scene, and the choice of those that light a picture. */
export class LampField {
  /** Lamps on what moves, set anew each tick by whoever moves it. */
  moving: readonly Lamp[] = [];
  readonly #fixed: readonly Lamp[];
  readonly #nearest: (Lamp | null)[] = new Array(MAX_LAMPS + 1).fill(null);
  readonly #distances = new Float64Array(MAX_LAMPS + 1);
  #found = 0;

  /** @param fixed Lamps that stand still. */
  constructor(fixed: readonly Lamp[] = []) {
    this.#fixed = fixed;
  }

  /**
   * Lights a picture by the nearest lamps that reach into it. A lamp fades before a nearer one takes
   * its place, so that none goes on or off at a stroke.
   *
   * @param night How brightly lamps burn, `0..1`; at 0 there are none.
   */
  light(lamps: LampUniforms, frustum: Frustum, eye: Vec3, night: number): void {
    this.#found = 0;
    if (night > 0) {
      for (const lamp of this.#fixed) this.#consider(lamp, frustum, eye);
      for (const lamp of this.moving) this.#consider(lamp, frustum, eye);
    }
    const crowded = this.#found > MAX_LAMPS;
    const count = Math.min(MAX_LAMPS, this.#found);
    const end = crowded ? this.#distances[MAX_LAMPS]! : FARTHEST;
    for (let k = 0; k < count; k++) {
      const left = end > 0 ? (end - this.#distances[k]!) / (FADE * end) : 0;
      lamps.put(k, this.#nearest[k]!, night * Math.max(0, Math.min(1, left)));
    }
    lamps.count.value = count;
  }

  /** Keeps the lamp if it is among the nearest, in order of distance. */
  #consider(lamp: Lamp, frustum: Frustum, eye: Vec3): void {
    const { position, direction, reach } = lamp;
    // What a cone lights lies in a ball half its reach ahead.
    const ahead = direction ? reach / 2 : 0;
    const x = position[0] + ahead * (direction?.[0] ?? 0);
    const y = position[1] + ahead * (direction?.[1] ?? 0);
    const z = position[2] + ahead * (direction?.[2] ?? 0);
    const radius = direction ? coneRadius(lamp) : reach;
    if (!frustum.sees(x, y, z, radius)) return;
    const distance = Math.hypot(position[0] - eye[0], position[1] - eye[1], position[2] - eye[2]);
    if (distance > FARTHEST) return;
    let at = Math.min(this.#found, MAX_LAMPS);
    if (this.#found > MAX_LAMPS && distance >= this.#distances[MAX_LAMPS]!) return;
    while (at > 0 && this.#distances[at - 1]! > distance) {
      this.#distances[at] = this.#distances[at - 1]!;
      this.#nearest[at] = this.#nearest[at - 1]!;
      at--;
    }
    this.#distances[at] = distance;
    this.#nearest[at] = lamp;
    this.#found = Math.min(this.#found + 1, MAX_LAMPS + 1);
  }
}

/** Radius of the ball around the middle of a cone's axis that holds all it lights. */
function coneRadius({ cone: [, outer], reach }: Lamp): number {
  const across = reach * Math.sin(Math.min(outer, Math.PI / 2));
  const along = reach * Math.max(0.5, Math.abs(Math.cos(outer) - 0.5));
  return Math.hypot(across, along);
}
