import {
  DynamicDrawUsage,
  InstancedInterleavedBuffer,
  InterleavedBufferAttribute,
  type Material,
  Mesh,
} from "three/webgpu";
import { POSE_NUMBERS } from "../../actors/actor.ts";
import { type Shape } from "../../shapes/shape.ts";
import { shapeGeometry } from "../shape_geometry.ts";
import { BODY_NUMBERS } from "./mover_table.ts";

/** Numbers of an instance: pose now, pose in the camera's frame before, body. */
const NUMBERS = 2 * POSE_NUMBERS + BODY_NUMBERS;
const STEP = 64;

/** Instances of one shape at one level of detail. */
export class MoverBatch {
  readonly mesh: Mesh;
  readonly #geometry;
  readonly #trianglesEach: number;
  #instances: InstancedInterleavedBuffer;
  #count = 0;

  constructor(name: string, shape: Shape, material: Material) {
    this.#geometry = shapeGeometry(shape);
    this.#trianglesEach = shape.triangles;
    this.mesh = new Mesh(this.#geometry, material);
    this.mesh.name = name;
    this.#instances = this.#attach(STEP);
  }

  get triangles(): number {
    return this.#count * this.#trianglesEach;
  }

  /** Makes room, so that drawing never has to; whether there was too little. */
  reserve(capacity: number): boolean {
    if (capacity <= this.#instances.count) return false;
    this.clear();
    // Frees the old buffers: three forgets attributes that were replaced, and never frees them.
    this.#geometry.dispose();
    this.#instances = this.#attach(Math.ceil(capacity / STEP) * STEP);
    return true;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Adds part `index` of tables of poses and bodies. */
  add(index: number, now: Float32Array, before: Float32Array, bodies: Float32Array): void {
    const array = this.#instances.array;
    let to = this.#count * NUMBERS;
    const pose = index * POSE_NUMBERS;
    for (let i = 0; i < POSE_NUMBERS; i++) array[to++] = now[pose + i]!;
    for (let i = 0; i < POSE_NUMBERS; i++) array[to++] = before[pose + i]!;
    const body = index * BODY_NUMBERS;
    for (let i = 0; i < BODY_NUMBERS; i++) array[to++] = bodies[body + i]!;
    this.#count++;
  }

  commit(): void {
    this.mesh.visible = this.#count > 0;
    this.#geometry.instanceCount = this.#count;
    if (this.#count === 0) return;
    this.#instances.clearUpdateRanges();
    this.#instances.addUpdateRange(0, this.#count * NUMBERS);
    this.#instances.needsUpdate = true;
  }

  dispose(): void {
    this.#geometry.dispose();
  }

  #attach(capacity: number): InstancedInterleavedBuffer {
    const buffer = new InstancedInterleavedBuffer(new Float32Array(capacity * NUMBERS), NUMBERS);
    buffer.setUsage(DynamicDrawUsage);
    ["place", "turn", "placeBefore", "turnBefore", "body", "look"].forEach((name, index) =>
      this.#geometry.setAttribute(name, new InterleavedBufferAttribute(buffer, 4, 4 * index))
    );
    return buffer;
  }
}
