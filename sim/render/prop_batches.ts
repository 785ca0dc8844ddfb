import {
  DynamicDrawUsage,
  type InstancedBufferGeometry,
  InstancedInterleavedBuffer,
  InterleavedBufferAttribute,
  Mesh,
} from "three/webgpu";
import { type Vec3 } from "../pose.ts";
import { PROP_SIZES, type PropKind } from "../props/prop.ts";
import { type Camera } from "./camera.ts";
import { type Drawable, type DrawContext, type VisibleLandscape } from "./drawable.ts";
import { type Frustum, SMALLEST, visibleRadii } from "./projection.ts";
import { propMaterial } from "./prop_material.ts";
import { paletteRow } from "./prop_palettes.ts";
import { LEVEL_REACHES, propShape } from "../shapes/props.ts";
import { shapeGeometry } from "./shape_geometry.ts";

const KINDS = Object.keys(PROP_SIZES) as PropKind[];
const LEVELS = 4;
/** Diameter of a ball around a prop in the picture below which it is drawn at the last level, pixels. */
const DISTANT = 4.4;
/** Number of the first shape of each kind; shapes are numbered through. */
const FIRST_SHAPE: Readonly<Record<PropKind, number>> = firstShapes();
/** Numbers of an instance: place, turn, and three of its palette. */
const FLOATS = 20;
/** Numbers of a prop in a `PropTable`. */
const COLUMNS = FLOATS + 4;
/** Room for props of one shape; a landscape that has more makes room when it comes. */
const FIRST_CAPACITY = 512;

/** The props of a landscape as a flat table: instance data, then what culling needs. */
export interface PropTable {
  readonly count: number;
  /** `[count, 24]`: instance, then bounding ball's height over the foot and radius, shape, kind. */
  readonly rows: Float32Array;
}

/** All props of all landscapes are drawn by these: one batch for each shape and level of detail. */
export class PropBatches implements Drawable<PropTable> {
  readonly meshes: readonly Mesh[];
  readonly #batches: Batch[] = [];
  /** Height of the middle and radius of a ball around each shape, at scale 1. */
  readonly #balls: { middle: number; radius: number }[] = [];
  readonly #reaches: readonly (readonly number[])[];

  constructor({ frame, detail }: DrawContext) {
    this.#reaches = KINDS.map((kind) => LEVEL_REACHES[kind]);
    for (const kind of KINDS) {
      const material = propMaterial(kind, frame, detail);
      for (let variant = 0; variant < PROP_SIZES[kind].length; variant++) {
        let middle = 0, radius = 0;
        for (let level = 0; level < LEVELS; level++) {
          const shape = propShape(kind, variant, level);
          const extent = shape.extent();
          middle = Math.max(middle, extent.top / 2);
          radius = Math.max(radius, Math.hypot(extent.radius, extent.top / 2 + 0.3));
          const batch = new Batch(shapeGeometry(shape), shape.triangles);
          batch.mesh.material = material;
          batch.mesh.name = `${kind} ${variant} level ${level}`;
          this.#batches.push(batch);
        }
        this.#balls.push({ middle, radius });
      }
    }
    this.meshes = this.#batches.map((batch) => batch.mesh);
  }

  /** The table of a landscape's props. */
  load({ props }: VisibleLandscape): PropTable | null {
    if (props.length === 0) return null;
    const rows = new Float32Array(props.length * COLUMNS);
    const counts = new Uint32Array(this.#balls.length);
    props.forEach((prop, index) => {
      const shape = FIRST_SHAPE[prop.kind] + prop.variant;
      counts[shape]!++;
      const { middle, radius } = this.#balls[shape]!;
      // Fractions of the golden ratio spread evenly over neighbouring ids.
      const hue = (prop.id * 0.618034) % 1;
      rows.set([
        prop.x,
        prop.y,
        prop.z,
        prop.scale,
        Math.cos(prop.yaw),
        Math.sin(prop.yaw),
        prop.id,
        hue,
        ...paletteRow(prop, hue),
        middle * prop.scale,
        radius * prop.scale,
        shape,
        KINDS.indexOf(prop.kind),
      ], index * COLUMNS);
    });
    this.#batches.forEach((batch, index) => batch.reserve(counts[Math.floor(index / LEVELS)]!));
    return { count: props.length, rows };
  }

  /** Nothing: the table is on no GPU. */
  unload(): void {}

  /** Chooses what a camera may see, each prop as fine as its distance asks. */
  select(
    { count, rows }: PropTable,
    frustum: Frustum,
    [eyeX, eyeY, eyeZ]: Vec3,
    { intrinsics }: Camera,
  ): void {
    const reach = visibleRadii(intrinsics);
    const distant = reach * SMALLEST / DISTANT;
    for (const batch of this.#batches) batch.clear();
    for (let at = 0; at < count * COLUMNS; at += COLUMNS) {
      const x = rows[at]!;
      const y = rows[at + 1]!;
      const z = rows[at + 2]! + rows[at + FLOATS]!;
      const radius = rows[at + FLOATS + 1]!;
      if (!frustum.sees(x, y, z, radius)) continue;
      const shape = rows[at + FLOATS + 2]!;
      const reaches = this.#reaches[rows[at + FLOATS + 3]!]!;
      const distance = Math.hypot(x - eyeX, y - eyeY, z - eyeZ);
      if (distance > reach * radius) continue;
      let level = 0;
      while (level < reaches.length && distance > reaches[level]!) level++;
      if (level === reaches.length) continue;
      if (level === LEVELS - 2 && distance > distant * radius) level++;
      this.#batches[shape * LEVELS + level]!.add(rows, at);
    }
    for (const batch of this.#batches) batch.commit();
  }

  hide(): void {
    for (const batch of this.#batches) {
      batch.clear();
      batch.commit();
    }
  }

  /** Draws one of each. */
  warm(): void {
    const row = new Float32Array(COLUMNS);
    row.set([0, 0, 0, 1, 1, 0]);
    for (const batch of this.#batches) {
      batch.clear();
      batch.add(row, 0);
      batch.commit();
    }
  }

  /** Triangles chosen last. */
  get triangles(): number {
    return this.#batches.reduce((sum, batch) => sum + batch.triangles, 0);
  }

  dispose(): void {
    for (const { mesh } of this.#batches) {
      mesh.geometry.dispose();
      if (!Array.isArray(mesh.material)) mesh.material.dispose();
    }
  }
}

/** Instances of one shape at one level of detail. */
class Batch {
  readonly mesh: Mesh;
  readonly #geometry: InstancedBufferGeometry;
  readonly #trianglesEach: number;
  #instances: InstancedInterleavedBuffer;
  #count = 0;

  constructor(geometry: InstancedBufferGeometry, trianglesEach: number) {
    this.#geometry = geometry;
    this.#trianglesEach = trianglesEach;
    this.mesh = new Mesh(geometry);
    this.mesh.frustumCulled = false;
    this.mesh.matrixAutoUpdate = false;
    this.#instances = this.#attach(FIRST_CAPACITY);
  }

  get triangles(): number {
    return this.#count * this.#trianglesEach;
  }

  /** Makes room, so that drawing never has to. */
  reserve(capacity: number): void {
    if (capacity <= this.#instances.count) return;
    this.clear();
    // Frees the old buffers: three forgets attributes that were replaced, and never frees them.
    this.#geometry.dispose();
    this.#instances = this.#attach(Math.ceil(capacity / FIRST_CAPACITY) * FIRST_CAPACITY);
  }

  clear(): void {
    this.#count = 0;
  }

  add(rows: Float32Array, at: number): void {
    const array = this.#instances.array;
    const to = this.#count * FLOATS;
    for (let i = 0; i < FLOATS; i++) array[to + i] = rows[at + i]!;
    this.#count++;
  }

  commit(): void {
    this.mesh.visible = this.#count > 0;
    this.#geometry.instanceCount = this.#count;
    if (this.#count === 0) return;
    this.#instances.clearUpdateRanges();
    this.#instances.addUpdateRange(0, this.#count * FLOATS);
    this.#instances.needsUpdate = true;
  }

  #attach(capacity: number): InstancedInterleavedBuffer {
    const buffer = new InstancedInterleavedBuffer(new Float32Array(capacity * FLOATS), FLOATS);
    buffer.setUsage(DynamicDrawUsage);
    this.#geometry.setAttribute("place", new InterleavedBufferAttribute(buffer, 4, 0));
    this.#geometry.setAttribute("turn", new InterleavedBufferAttribute(buffer, 4, 4));
    this.#geometry.setAttribute("bright", new InterleavedBufferAttribute(buffer, 4, 8));
    this.#geometry.setAttribute("dark", new InterleavedBufferAttribute(buffer, 4, 12));
    this.#geometry.setAttribute("cap", new InterleavedBufferAttribute(buffer, 4, 16));
    return buffer;
  }
}

function firstShapes(): Record<PropKind, number> {
  const first = {} as Record<PropKind, number>;
  let shapes = 0;
  for (const kind of KINDS) {
    first[kind] = shapes;
    shapes += PROP_SIZES[kind].length;
  }
  return first;
}
