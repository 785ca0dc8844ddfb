import {
  BufferAttribute,
  BufferGeometry,
  DynamicDrawUsage,
  type Material,
  Mesh,
} from "three/webgpu";
import { POSE_NUMBERS } from "../../actors/actor.ts";
import { type Vec3 } from "../../pose.ts";
import { type Level, levelAt } from "../../shapes/level_of_detail.ts";
import { type Camera } from "../camera.ts";
import { type Drawable, type DrawContext, type SceneContent } from "../drawable.ts";
import { type FrameUniforms } from "../frame_uniforms.ts";
import { type Frustum } from "../projection.ts";
import { type GroundShadows } from "./ground_shadows.ts";
import { moverMaterial } from "./mover_material.ts";
import { MOST_INSTANCES, type MoverImages, type StoredShape } from "./mover_images.ts";
import { BODY_NUMBERS, MoverTable, type ShapeSource } from "./mover_table.ts";

const LEVELS = [0, 1, 2] as const;
/** Room for the triangles of everything that moves, to begin with: three indices each. */
const FIRST_INDICES = 1 << 20;
/** Whoever is not there lies far under the ground. */
const UNDERGROUND = -100;

/**
 * Everything that moves, in one draw: its triangles are listed anew for every frame. An index says which
 * part it belongs to in its upper 16 bits, and in the lower ones which vertex of the part's shape it is.
 */
export class Movers implements Drawable<MoverTable> {
  readonly meshes: readonly Mesh<BufferGeometry>[];
  readonly #shapeNamed: ShapeSource;
  readonly #frame: FrameUniforms;
  readonly #shadows: GroundShadows;
  readonly #images: MoverImages;
  readonly #mesh: Mesh<BufferGeometry>;
  #indices = new Uint32Array(FIRST_INDICES);
  readonly #stored = new Map<string, StoredShape>();
  /** The shapes of each table, `LEVELS` of each. */
  readonly #shapesOf = new WeakMap<MoverTable, readonly StoredShape[]>();
  #count = 0;

  constructor({ frame, shadows, movers }: DrawContext, shapeNamed: ShapeSource) {
    this.#shapeNamed = shapeNamed;
    this.#frame = frame;
    this.#shadows = shadows;
    this.#images = movers;
    const geometry = new BufferGeometry();
    geometry.setIndex(indexOf(this.#indices));
    this.#mesh = new Mesh(geometry, moverMaterial(frame, movers));
    this.#mesh.name = "movers";
    this.meshes = [this.#mesh];
  }

  /** @throws {RangeError} If a part's shape or label is none, or there are more parts than can be shown. */
  load({ groups, terrain }: SceneContent): MoverTable | null {
    if (groups.every(({ actors }) => actors.length === 0)) return null;
    const table = new MoverTable(groups, this.#shapeNamed, (x, y) => terrain.height(x, y));
    const shapes = table.shapes.flatMap((name) => LEVELS.map((level) => this.#shape(name, level)));
    if (table.count > MOST_INSTANCES) {
      throw new RangeError(
        `Cannot show ${table.count} moving parts in one scene: wanted at most ${MOST_INSTANCES}`,
      );
    }
    this.#shapesOf.set(table, shapes);
    this.#reserve(table, shapes);
    return table;
  }

  unload(table: MoverTable): void {
    this.#shapesOf.delete(table);
  }

  select(table: MoverTable, frustum: Frustum, [eyeX, eyeY, eyeZ]: Vec3, camera: Camera): void {
    const shapes = this.#shapesOf.get(table)!;
    const { poses, bodies, radii, shapeOf, count } = table;
    const focal = camera.intrinsics.fx;
    const numbers = { now: poses, before: camera.partPosesBefore(poses), bodies };
    this.#count = 0;
    let instances = 0;
    for (let part = 0; part < count; part++) {
      const x = poses[part * POSE_NUMBERS]!;
      const y = poses[part * POSE_NUMBERS + 1]!;
      const z = poses[part * POSE_NUMBERS + 2]!;
      const radius = radii[part]!;
      if (z < UNDERGROUND || !frustum.sees(x, y, z, radius)) continue;
      if (camera.hidden !== 0 && bodies[part * BODY_NUMBERS + 3] === camera.hidden) continue;
      const level = levelAt(Math.hypot(x - eyeX, y - eyeY, z - eyeZ), radius, focal);
      if (level === null) continue;
      const shape = shapes[shapeOf[part]! * LEVELS.length + level]!;
      this.#add(instances, shape);
      this.#images.put(instances++, shape.firstVertex, part, numbers);
    }
    this.#commit(instances);
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
    this.#count = 0;
    this.#commit(0);
  }

  /** Draws a triangle without extent. */
  warm(): void {
    this.#indices.fill(0, 0, 3);
    this.#count = 3;
    this.#commit(1);
  }

  get triangles(): number {
    return this.#count / 3;
  }

  dispose(): void {
    this.#mesh.geometry.dispose();
    (this.#mesh.material as Material).dispose();
  }

  #shape(name: string, level: Level): StoredShape {
    const key = `${name} level ${level}`;
    let stored = this.#stored.get(key);
    if (!stored) {
      stored = this.#images.store(this.#shapeNamed(name, level));
      this.#stored.set(key, stored);
    }
    return stored;
  }

  /** Makes room for all that moves, should it all be before the camera, so that nothing is ever left out. */
  #reserve({ shapeOf }: MoverTable, shapes: readonly StoredShape[]): void {
    let most = 0;
    for (const shape of shapeOf) {
      const levels = LEVELS.map((level) => shapes[shape * LEVELS.length + level]!.indices.length);
      most += Math.max(...levels);
    }
    let room = this.#indices.length;
    while (room < most) room *= 2;
    if (room === this.#indices.length) return;
    const { geometry } = this.#mesh;
    // Frees the old buffer: three forgets attributes that were replaced, and never frees them.
    geometry.dispose();
    this.#indices = new Uint32Array(room);
    geometry.setIndex(indexOf(this.#indices));
    this.#count = 0;
  }

  /** Lists the triangles of an instance. */
  #add(instance: number, { indices }: StoredShape): void {
    const out = this.#indices;
    const upper = instance * 0x10000;
    let to = this.#count;
    for (let i = 0; i < indices.length; i++) out[to++] = upper + indices[i]!;
    this.#count = to;
  }

  #commit(instances: number): void {
    const { geometry } = this.#mesh;
    const index = geometry.index!;
    this.#mesh.visible = this.#count > 0;
    geometry.setDrawRange(0, this.#count);
    if (this.#count === 0) return;
    this.#images.commit(instances);
    index.clearUpdateRanges();
    index.addUpdateRange(0, this.#count);
    index.needsUpdate = true;
  }
}

function indexOf(indices: Uint32Array): BufferAttribute {
  const index = new BufferAttribute(indices, 1);
  index.setUsage(DynamicDrawUsage);
  return index;
}
