import {
  BufferAttribute,
  BufferGeometry,
  DynamicDrawUsage,
  Mesh,
  type NodeMaterial,
} from "three/webgpu";
import { type Vec3 } from "../../pose.ts";
import { type Camera } from "../camera.ts";
import { type Frustum, visibleRadii } from "../projection.ts";

/** How the numbers of a vertex attribute are kept: floats, or bytes for `0..1` and `-1..1`. */
export type Format = "float" | "unorm8" | "snorm8";

/** Attributes of a vertex: numbers each, and how they are kept. */
export type Layout = Readonly<Record<string, readonly [size: 1 | 2 | 3 | 4, format: Format]>>;

/** One thing that may be seen or not: a ball around it, and its triangles at each level of detail. */
interface Piece {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly radius: number;
  /** Farthest distance, first index and count of each level. */
  readonly levels: readonly (readonly [reach: number, first: number, count: number])[];
}

/** Collects vertices in world coordinates and the pieces that they belong to. */
export class PieceWriter {
  readonly #layout: Layout;
  readonly #numbers: Readonly<Record<string, number[]>>;
  readonly #indices: number[] = [];
  readonly #pieces: Piece[] = [];
  #vertices = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#numbers = Object.fromEntries(Object.keys(layout).map((name) => [name, []]));
  }

  /** Adds a vertex by its attributes and returns its number. */
  vertex(attributes: Readonly<Record<string, readonly number[]>>): number {
    for (const name in this.#layout) {
      const numbers = this.#numbers[name]!;
      for (const value of attributes[name]!) numbers.push(value);
    }
    return this.#vertices++;
  }

  triangle(a: number, b: number, c: number): void {
    this.#indices.push(a, b, c);
  }

  /** Adds a flat polygon of vertices, counter-clockwise from where it is seen. */
  polygon(corners: readonly number[]): void {
    for (let i = 2; i < corners.length; i++) {
      this.triangle(corners[0]!, corners[i - 1]!, corners[i]!);
    }
  }

  /**
   * Adds a piece. Each level draws what `write` adds for it; levels that reach no farther than the
   * one before are left out.
   */
  piece(
    [x, y, z]: Vec3,
    radius: number,
    reaches: readonly number[],
    write: (level: 0 | 1 | 2) => void,
  ): void {
    const levels: [number, number, number][] = [];
    reaches.forEach((reach, level) => {
      const first = this.#indices.length;
      write(level as 0 | 1 | 2);
      levels.push([reach, first, this.#indices.length - first]);
    });
    this.#pieces.push({ x, y, z, radius, levels });
  }

  /** What was collected, ready for the GPU; null if it is nothing. */
  finish(): PickedContent | null {
    if (this.#pieces.length === 0) return null;
    const geometry = new BufferGeometry();
    for (const [name, [size, format]] of Object.entries(this.#layout)) {
      const numbers = this.#numbers[name]!;
      geometry.setAttribute(name, attributeOf(numbers, size, format));
    }
    const most = this.#pieces.reduce(
      (sum, { levels }) => sum + Math.max(...levels.map(([, , count]) => count)),
      0,
    );
    const index = new BufferAttribute(new Uint32Array(most), 1);
    index.setUsage(DynamicDrawUsage);
    geometry.setIndex(index);
    return { geometry, indices: new Uint32Array(this.#indices), pieces: this.#pieces };
  }
}

/** Static vertices of a landscape, and which triangles belong to what. */
export interface PickedContent {
  readonly geometry: BufferGeometry;
  readonly indices: Uint32Array;
  readonly pieces: readonly Piece[];
}

/**
 * A mesh whose vertices stay on the GPU while each frame's index list picks what is seen, as fine as
 * its distance asks: however many kinds of things it holds, it is one draw.
 */
export class PickedMesh {
  readonly mesh: Mesh<BufferGeometry>;
  readonly #empty: BufferGeometry;
  #triangles = 0;

  constructor(name: string, layout: Layout, material: NodeMaterial) {
    this.#empty = new BufferGeometry();
    for (const [attribute, [size, format]] of Object.entries(layout)) {
      this.#empty.setAttribute(attribute, attributeOf(new Array(3 * size).fill(0), size, format));
    }
    const index = new BufferAttribute(new Uint32Array([0, 1, 2]), 1);
    index.setUsage(DynamicDrawUsage);
    this.#empty.setIndex(index);
    this.mesh = new Mesh(this.#empty, material);
    this.mesh.name = name;
  }

  get triangles(): number {
    return this.#triangles;
  }

  /** Lists what a camera may see of a content. */
  select(
    content: PickedContent | null,
    frustum: Frustum,
    [eyeX, eyeY, eyeZ]: Vec3,
    { intrinsics }: Camera,
  ): void {
    if (!content) return this.hide();
    const farthest = visibleRadii(intrinsics);
    const { geometry, indices, pieces } = content;
    const index = geometry.index!;
    const picked = index.array;
    let count = 0;
    for (const { x, y, z, radius, levels } of pieces) {
      if (!frustum.sees(x, y, z, radius)) continue;
      const distance = Math.hypot(x - eyeX, y - eyeY, z - eyeZ);
      if (distance > farthest * radius) continue;
      for (const [reach, first, length] of levels) {
        if (distance > reach) continue;
        for (let i = 0; i < length; i++) picked[count + i] = indices[first + i]!;
        count += length;
        break;
      }
    }
    this.#show(geometry, count);
  }

  hide(): void {
    this.mesh.visible = false;
    this.#triangles = 0;
  }

  warm(): void {
    this.#show(this.#empty, 3);
  }

  dispose(): void {
    this.#empty.dispose();
    if (!Array.isArray(this.mesh.material)) this.mesh.material.dispose();
  }

  #show(geometry: BufferGeometry, count: number): void {
    this.mesh.geometry = geometry;
    this.mesh.visible = count > 0;
    this.#triangles = count / 3;
    const index = geometry.index!;
    index.clearUpdateRanges();
    index.addUpdateRange(0, count);
    index.needsUpdate = true;
    geometry.setDrawRange(0, count);
  }
}

function attributeOf(numbers: readonly number[], size: number, format: Format): BufferAttribute {
  if (format === "float") return new BufferAttribute(new Float32Array(numbers), size);
  const [least, scale] = format === "unorm8" ? [0, 255] : [-1, 127];
  const bytes = format === "unorm8"
    ? new Uint8Array(numbers.length)
    : new Int8Array(numbers.length);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Math.round(scale * Math.max(least, Math.min(1, numbers[i]!)));
  }
  return new BufferAttribute(bytes, size, true);
}
