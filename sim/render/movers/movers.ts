import { type Material, type Mesh } from "three/webgpu";
import { POSE_NUMBERS } from "../../actors/actor.ts";
import { type Vec3 } from "../../pose.ts";
import { type Camera } from "../camera.ts";
import { type Drawable, type DrawContext, type SceneContent } from "../drawable.ts";
import { type FrameUniforms } from "../frame_uniforms.ts";
import { type Frustum } from "../projection.ts";
import { type GroundShadows } from "./ground_shadows.ts";
import { MoverBatch } from "./mover_batch.ts";
import { moverMaterial } from "./mover_material.ts";
import { BODY_NUMBERS, MoverTable, type ShapeSource } from "./mover_table.ts";

const LEVELS = [0, 1, 2] as const;
/**
 * A part is drawn at a level up to `radii` times its own radius and `metres` more, and beyond the last not
 * at all: it would be smaller than half a pixel.
 */
const REACHES = [
  { radii: 14, metres: 6 },
  { radii: 45, metres: 10 },
  { radii: 400, metres: 0 },
] as const;
/** Whoever is not there lies far under the ground. */
const UNDERGROUND = -100;

/** Everything that moves: one batch of instances for each shape and level of detail. */
export class Movers implements Drawable<MoverTable> {
  readonly #shapeNamed: ShapeSource;
  readonly #frame: FrameUniforms;
  readonly #shadows: GroundShadows;
  readonly #material: Material;
  readonly #batches = new Map<string, MoverBatch>();
  readonly #meshes: Mesh[] = [];
  /** The batches of each table's shapes, `LEVELS` of each. */
  readonly #batchesOf = new WeakMap<MoverTable, readonly MoverBatch[]>();

  constructor({ frame, shadows }: DrawContext, shapeNamed: ShapeSource) {
    this.#shapeNamed = shapeNamed;
    this.#frame = frame;
    this.#shadows = shadows;
    this.#material = moverMaterial(frame);
  }

  get meshes(): readonly Mesh[] {
    return this.#meshes;
  }

  /** @throws {RangeError} If a part's shape or label is none. */
  load({ groups, terrain }: SceneContent): MoverTable | null {
    if (groups.every(({ actors }) => actors.length === 0)) return null;
    const table = new MoverTable(groups, this.#shapeNamed, (x, y) => terrain.height(x, y));
    const batches = table.shapes.flatMap((shape) =>
      LEVELS.map((level) => this.#batch(shape, level))
    );
    batches.forEach((batch, index) =>
      batch.reserve(table.uses[Math.floor(index / LEVELS.length)]!)
    );
    this.#batchesOf.set(table, batches);
    return table;
  }

  unload(table: MoverTable): void {
    this.#batchesOf.delete(table);
  }

  select(table: MoverTable, frustum: Frustum, [eyeX, eyeY, eyeZ]: Vec3, camera: Camera): void {
    for (const batch of this.#batches.values()) batch.clear();
    const batches = this.#batchesOf.get(table)!;
    const { poses, bodies, radii, shapeOf, count } = table;
    const before = camera.partPosesBefore(poses);
    for (let part = 0; part < count; part++) {
      const x = poses[part * POSE_NUMBERS]!;
      const y = poses[part * POSE_NUMBERS + 1]!;
      const z = poses[part * POSE_NUMBERS + 2]!;
      const radius = radii[part]!;
      if (z < UNDERGROUND || !frustum.sees(x, y, z, radius)) continue;
      if (camera.hidden !== 0 && bodies[part * BODY_NUMBERS + 3] === camera.hidden) continue;
      const distance = Math.hypot(x - eyeX, y - eyeY, z - eyeZ);
      const level = REACHES.findIndex(({ radii, metres }) => distance <= radii * radius + metres);
      if (level < 0) continue;
      batches[shapeOf[part]! * LEVELS.length + level]!.add(part, poses, before, bodies);
    }
    for (const batch of this.#batches.values()) batch.commit();
    camera.remember(poses);
    const { forward, sunDirection } = this.#frame;
    this.#shadows.cast(
      table,
      [eyeX, eyeY, eyeZ],
      forward.value.toArray(),
      sunDirection.value.toArray(),
    );
  }

  hide(): void {
    this.#shadows.hide();
    for (const batch of this.#batches.values()) {
      batch.clear();
      batch.commit();
    }
  }

  warm(): void {
    const pose = new Float32Array(POSE_NUMBERS);
    pose[POSE_NUMBERS - 1] = 1;
    const body = new Float32Array(BODY_NUMBERS).fill(1);
    for (const batch of this.#batches.values()) {
      batch.clear();
      batch.add(0, pose, pose, body);
      batch.commit();
    }
  }

  get triangles(): number {
    let sum = 0;
    for (const batch of this.#batches.values()) sum += batch.triangles;
    return sum;
  }

  dispose(): void {
    for (const batch of this.#batches.values()) batch.dispose();
    this.#material.dispose();
  }

  #batch(shape: string, level: 0 | 1 | 2): MoverBatch {
    const key = `${shape} level ${level}`;
    let batch = this.#batches.get(key);
    if (!batch) {
      batch = new MoverBatch(key, this.#shapeNamed(shape, level), this.#material);
      this.#batches.set(key, batch);
      this.#meshes.push(batch.mesh);
    }
    return batch;
  }
}
