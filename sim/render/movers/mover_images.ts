import {
  DataTexture,
  FloatType,
  NearestFilter,
  RGBAFormat,
  type Texture,
  type WebGPURenderer,
} from "three/webgpu";
import { type Shape } from "../../shapes/shape.ts";
import { gpuTextureOf } from "../three_device.ts";
import { ivec2, texture, type Uint, type Vec4 } from "../tsl.ts";

/** Texels along a row of both images. */
const WIDTH = 1024;
const NUMBERS = 4;
/** Texels of a vertex: position and light, normal and finish. */
const VERTEX = 2;
/** Texels of an instance, two of them spare, so that a row holds whole instances. */
const INSTANCE = 8;
const FIRST_SHAPE_ROWS = 128;
const INSTANCE_ROWS = 128;

/** Parts that can be shown at once. */
export const MOST_INSTANCES = INSTANCE_ROWS * WIDTH / INSTANCE;

/** Where the vertices of a shape stand, and how they join. */
export interface StoredShape {
  readonly firstVertex: number;
  readonly indices: Uint32Array;
}

/**
 * The vertices of all shapes, and the parts that are shown, as images: shaders look both up by number, so
 * that everything that moves is one draw, whatever its shape.
 */
export class MoverImages {
  readonly #renderer: WebGPURenderer;
  readonly #queue: GPUQueue;
  #shapeData = new Float32Array(FIRST_SHAPE_ROWS * WIDTH * NUMBERS);
  #vertices = 0;
  readonly #instanceData = new Float32Array(INSTANCE_ROWS * WIDTH * NUMBERS);
  readonly #shapes = texture(image("shapes of movers", this.#shapeData));
  readonly #instances = texture(image("movers", this.#instanceData));

  constructor(renderer: WebGPURenderer, gpu: GPUDevice) {
    this.#renderer = renderer;
    this.#queue = gpu.queue;
  }

  /**
   * Adds a shape for good.
   *
   * @throws {RangeError} If it has more vertices than 16 bits can number.
   */
  store(shape: Shape): StoredShape {
    const { positions, normals, tints, indices } = shape;
    const count = positions.length / 3;
    if (count > 0x10000) {
      throw new RangeError(`Cannot draw a shape of ${count} vertices: 65536 are the most`);
    }
    const firstVertex = this.#vertices;
    this.#vertices += count;
    const needed = this.#vertices * VERTEX * NUMBERS;
    if (needed > this.#shapeData.length) this.#grow(needed);
    const data = this.#shapeData;
    for (let k = 0; k < count; k++) {
      const at = (firstVertex + k) * VERTEX * NUMBERS;
      for (let axis = 0; axis < 3; axis++) {
        data[at + axis] = positions[3 * k + axis]!;
        data[at + 4 + axis] = normals[3 * k + axis]!;
      }
      data[at + 3] = tints[2 * k]!;
      data[at + 7] = tints[2 * k + 1]!;
    }
    const firstRow = Math.floor(firstVertex * VERTEX / WIDTH);
    this.#upload(this.#shapes.value, data, firstRow, Math.ceil(this.#vertices * VERTEX / WIDTH));
    return { firstVertex, indices: Uint32Array.from(indices) };
  }

  /**
   * Writes instance `index`; `commit` uploads it.
   *
   * @param part Which part of the tables it shows.
   */
  put(
    index: number,
    firstVertex: number,
    part: number,
    { now, before, bodies }: {
      readonly now: Float32Array;
      readonly before: Float32Array;
      readonly bodies: Float32Array;
    },
  ): void {
    const data = this.#instanceData;
    const to = index * INSTANCE * NUMBERS;
    const from = 8 * part;
    for (let i = 0; i < 8; i++) {
      data[to + i] = now[from + i]!;
      data[to + 8 + i] = before[from + i]!;
      data[to + 16 + i] = bodies[from + i]!;
    }
    // How brightly it burnt before is of no use: the shape's first vertex takes its place.
    data[to + 11] = firstVertex;
  }

  /** Uploads the first `count` instances. */
  commit(count: number): void {
    const rows = Math.ceil(count * INSTANCE / WIDTH);
    this.#upload(this.#instances.value, this.#instanceData, 0, rows);
  }

  /** In a vertex shader: texel `index` of an instance. */
  instanceTexel(instance: Uint, index: number): Vec4 {
    return this.#load(this.#instances, instance.mul(INSTANCE).add(index) as Uint);
  }

  /** In a vertex shader: position and light of a vertex, or normal and finish. */
  vertexTexel(vertex: Uint, index: number): Vec4 {
    return this.#load(this.#shapes, vertex.mul(VERTEX).add(index) as Uint);
  }

  dispose(): void {
    this.#shapes.value.dispose();
    this.#instances.value.dispose();
  }

  #load(node: ReturnType<typeof texture>, texel: Uint): Vec4 {
    const place = ivec2(texel.mod(WIDTH).toInt(), texel.div(WIDTH).toInt());
    return node.load(place) as unknown as Vec4;
  }

  #grow(needed: number): void {
    let size = this.#shapeData.length;
    while (size < needed) size *= 2;
    const grown = new Float32Array(size);
    grown.set(this.#shapeData);
    this.#shapeData = grown;
    this.#shapes.value.dispose();
    this.#shapes.value = image("shapes of movers", grown);
  }

  #upload(target: Texture, data: Float32Array<ArrayBuffer>, row: number, end: number): void {
    this.#queue.writeTexture(
      { texture: gpuTextureOf(this.#renderer, target), origin: { x: 0, y: row } },
      data,
      { offset: 4 * row * WIDTH * NUMBERS, bytesPerRow: 4 * WIDTH * NUMBERS },
      { width: WIDTH, height: end - row },
    );
  }
}

function image(name: string, data: Float32Array<ArrayBuffer>): DataTexture {
  const height = data.length / NUMBERS / WIDTH;
  const made = new DataTexture(data, WIDTH, height, RGBAFormat, FloatType);
  made.name = name;
  made.minFilter = made.magFilter = NearestFilter;
  made.generateMipmaps = false;
  made.needsUpdate = true;
  return made;
}
