import { POSE_NUMBERS } from "../../actors/actor.ts";
import { type Pose, type Quaternion, type Vec3 } from "../../pose.ts";
import { MoverTable } from "../movers/mover_table.ts";
import { type Scene } from "../scene.ts";

/** A part that goes further between two frames was put there, metres. */
const JUMP = 15;

/** The pose that share of the way from one to another: an even step, and an even turn for small ones. */
export function poseBetween(from: Pose, to: Pose, share: number): Pose {
  const mix = (a: number, b: number) => a + share * (b - a);
  const [a, b] = [from.orientation, to.orientation];
  const sign = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3] < 0 ? -1 : 1;
  const turned = a.map((value, k) => mix(value, sign * b[k]!)) as unknown as Quaternion;
  const length = Math.hypot(...turned);
  return {
    position: from.position.map((value, k) => mix(value, to.position[k]!)) as unknown as Vec3,
    orientation: turned.map((value) => value / length) as unknown as Quaternion,
  };
}

/** What moves in a scene, at moments between a camera's previous frame and this one. */
export class MoversBetween {
  #table: MoverTable | null = null;
  /** Parts and bodies: in the frame before, now, and in between. */
  #parts = [0, 1, 2].map(() => new Float32Array(0));
  #bodies = [0, 1, 2].map(() => new Float64Array(0));
  #known = false;
  #moving = false;

  /** Takes a scene as it is now; what was taken before is the frame before. */
  take(scene: Scene): void {
    const table = scene.contents.find((content) => content instanceof MoverTable) ?? null;
    if (table !== this.#table) {
      this.#table = table;
      this.#known = false;
      this.#parts = this.#parts.map(() => new Float32Array(table?.poses.length ?? 0));
      this.#bodies = this.#bodies.map(() => new Float64Array(table?.bodyPoses.length ?? 0));
    }
    if (!table) return;
    this.#parts[1]!.set(table.poses);
    this.#bodies[1]!.set(table.bodyPoses);
    if (!this.#known) {
      this.#parts[0]!.set(table.poses);
      this.#bodies[0]!.set(table.bodyPoses);
      this.#known = true;
    }
    const [before] = this.#parts;
    this.#moving = table.poses.some((value, at) => value !== before![at]);
  }

  /** Shows everything that share of the way from the frame before; nothing where nothing moves. */
  show(share: number): void {
    if (!this.#moving) return;
    const [before, now, between] = this.#parts as [Float32Array, Float32Array, Float32Array];
    const [bodyBefore, bodyNow, bodyBetween] = this.#bodies as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    blend(before, now, share, between);
    blend(bodyBefore, bodyNow, share, bodyBetween);
    this.#table?.showPoses(between as Float32Array<ArrayBuffer>, bodyBetween);
  }

  /** Shows everything where it is now, and ends the frame. */
  restore(): void {
    if (!this.#moving) return;
    this.#moving = false;
    const [before, now] = this.#parts;
    const [bodyBefore, bodyNow] = this.#bodies;
    this.#table?.showPoses(now!, bodyNow!);
    before!.set(now!);
    bodyBefore!.set(bodyNow!);
  }

  /** Forgets the frame before. */
  forget(): void {
    this.#known = false;
  }
}

function blend<T extends Float32Array | Float64Array>(from: T, to: T, share: number, out: T): void {
  for (let at = 0; at < to.length; at += POSE_NUMBERS) {
    let jump = 0, along = 0;
    for (let k = 0; k < 3; k++) jump = Math.max(jump, Math.abs(to[at + k]! - from[at + k]!));
    for (let k = 4; k < 8; k++) along += from[at + k]! * to[at + k]!;
    const t = jump > JUMP ? 1 : share;
    const sign = along < 0 ? -1 : 1;
    let length = 0;
    for (let k = 0; k < 4; k++) out[at + k] = from[at + k]! + t * (to[at + k]! - from[at + k]!);
    for (let k = 4; k < 8; k++) {
      out[at + k] = (1 - t) * from[at + k]! + t * sign * to[at + k]!;
      length += out[at + k]! ** 2;
    }
    for (let k = 4; k < 8; k++) out[at + k] = out[at + k]! / Math.sqrt(length);
  }
}
