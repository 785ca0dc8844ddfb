import { type Pose, rotate } from "../../pose.ts";
import { LABELS } from "../../labels.ts";
import { type CameraSpec, type Intrinsics } from "../../sensors/camera.ts";
import { BUFFER_USAGE, TEXTURE_USAGE } from "../gpu_usage.ts";
import { type SceneLayers } from "../scene_layers.ts";
import {
  developedLayout,
  developKernel,
  PICTURE_FORMATS,
  rowBytes,
  type TruthName,
  VIEW_FLOATS,
  WORKGROUP,
} from "./develop_kernel.ts";

/** Right, down and forward in optical axes. */
const AXES = [[1, 0, 0], [0, 1, 0], [0, 0, 1]] as const;

/** Takes packed truth apart into plain pictures: the pipelines that all cameras share. */
export class Developer {
  readonly gpu: GPUDevice;
  readonly layers: SceneLayers;
  /** Friction, rolling drag and whether it is ground, of every label. */
  readonly labels: GPUBuffer;
  readonly #pipelines = new Map<string, GPUComputePipeline>();

  constructor(gpu: GPUDevice, layers: SceneLayers) {
    this.gpu = gpu;
    this.layers = layers;
    const table = new Float32Array(4 * 256);
    for (const { id, friction, rollingDrag, lagr } of LABELS) {
      table.set([friction, rollingDrag, lagr === "ground" ? 1 : 0], 4 * id);
    }
    this.labels = gpu.createBuffer({
      label: "labels",
      size: table.byteLength,
      usage: BUFFER_USAGE.uniform | BUFFER_USAGE.copyDst,
    });
    gpu.queue.writeBuffer(this.labels, 0, table);
  }

  /** The pass that unpacks those pictures. */
  pipelineFor(names: readonly TruthName[]): GPUComputePipeline {
    const label = `develop ${names.join()}`;
    let pipeline = this.#pipelines.get(label);
    if (!pipeline) {
      const module = this.gpu.createShaderModule({ label, code: developKernel(names) });
      pipeline = this.gpu.createComputePipeline({ label, layout: "auto", compute: { module } });
      this.#pipelines.set(label, pipeline);
    }
    return pipeline;
  }

  dispose(): void {
    this.labels.destroy();
  }
}

/** What a camera brings to be developed, and where it goes: one layer of each texture. */
export interface Negatives {
  readonly truth: GPUTexture;
  readonly aux: GPUTexture;
  readonly pictures: Readonly<Partial<Record<TruthName, GPUTexture>>>;
  readonly layer: number;
}

/** One camera's pictures under development: buffers and a bind group, made once. */
export class Development {
  readonly #developer: Developer;
  readonly #names: readonly TruthName[];
  readonly #pipeline: GPUComputePipeline;
  readonly #negatives: Negatives;
  readonly #view: GPUBuffer;
  readonly #developed: GPUBuffer;
  readonly #copies: readonly (readonly [GPUTexelCopyBufferInfo, GPUTexelCopyTextureInfo])[];
  readonly #numbers = new Float32Array(VIEW_FLOATS);
  #group: GPUBindGroup;
  #generation: number;

  constructor(developer: Developer, names: readonly TruthName[], negatives: Negatives) {
    this.#developer = developer;
    this.#names = names;
    this.#pipeline = developer.pipelineFor(names);
    this.#negatives = negatives;
    const { gpu } = developer;
    this.#view = gpu.createBuffer({
      label: "view",
      size: 4 * VIEW_FLOATS,
      usage: BUFFER_USAGE.uniform | BUFFER_USAGE.copyDst,
    });
    const { width } = negatives.truth;
    new Uint32Array(this.#numbers.buffer).set([rowBytes(width, 1) / 4, rowBytes(width, 2) / 4], 52);
    const { pictures, size } = developedLayout(names, negatives.truth);
    this.#developed = gpu.createBuffer({
      label: "developed",
      size,
      usage: BUFFER_USAGE.storage | BUFFER_USAGE.copySrc,
    });
    this.#copies = pictures.map(({ name, offset, bytesPerRow }) => [
      { buffer: this.#developed, offset, bytesPerRow },
      { texture: negatives.pictures[name]!, origin: { x: 0, y: 0, z: negatives.layer } },
    ]);
    this.#generation = developer.layers.generation;
    this.#group = this.#bind();
  }

  /** The packed truth, for passes that take it apart in another way. */
  get negatives(): Negatives {
    return this.#negatives;
  }

  /**
   * Takes the numbers of a frame, before it is encoded.
   *
   * @param before The camera's pose in its previous frame; null where there was none.
   */
  setView(
    now: Pose,
    before: Pose | null,
    camera: Intrinsics,
    { near, far, readout = 0 }: Pick<CameraSpec, "near" | "far" | "readout">,
    scene: { readonly size: number; readonly layer: number },
  ): void {
    const numbers = this.#numbers;
    const last = before ?? now;
    const [axes, axesBefore] = [now, last].map(({ orientation }) =>
      AXES.map((axis) => rotate(orientation, axis))
    );
    const step = [0, 1, 2].map((i) => now.position[i]! - last.position[i]!);
    for (let row = 0; row < 3; row++) {
      const to = axesBefore![row]!;
      const along = (v: readonly number[]) => to[0] * v[0]! + to[1] * v[1]! + to[2] * v[2]!;
      numbers.set(axes![row]!, 4 * row);
      numbers.set(to, 16 + 4 * row);
      numbers.set([...axes!.map(along), along(step)], 28 + 4 * row);
    }
    numbers.set(now.position, 12);
    numbers.set([camera.fx, camera.fy, camera.cx, camera.cy], 40);
    numbers.set([camera.width, camera.height, near, far], 44);
    numbers.set([scene.size, scene.layer, before ? 1 : 0, readout], 48);
    this.#developer.gpu.queue.writeBuffer(this.#view, 0, numbers);
  }

  /** Unpacks the pictures into a buffer. */
  encode(pass: GPUComputePassEncoder): void {
    // Only where a landscape more than there was room for came into the world.
    if (this.#generation !== this.#developer.layers.generation) {
      this.#generation = this.#developer.layers.generation;
      this.#group = this.#bind();
    }
    const { width, height } = this.#negatives.truth;
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#group);
    pass.dispatchWorkgroups(Math.ceil(width / WORKGROUP), Math.ceil(height / WORKGROUP));
  }

  /** Copies the pictures to their textures, after the pass of `encode`. */
  print(encoder: GPUCommandEncoder): void {
    const { width, height } = this.#negatives.truth;
    for (const [from, to] of this.#copies) {
      encoder.copyBufferToTexture(from, to, { width, height });
    }
  }

  dispose(): void {
    this.#view.destroy();
    this.#developed.destroy();
  }

  #bind(): GPUBindGroup {
    const { gpu, labels, layers } = this.#developer;
    const { truth, aux, pictures, layer } = this.#negatives;
    const flat = (texture: GPUTexture) =>
      texture.createView({ dimension: "2d", baseArrayLayer: layer, arrayLayerCount: 1 });
    const entries: GPUBindGroupEntry[] = [
      { binding: 0, resource: { buffer: this.#view } },
      { binding: 2, resource: flat(truth) },
      { binding: 3, resource: flat(aux) },
      { binding: 6, resource: { buffer: this.#developed } },
    ];
    if (this.#names.includes("traversability")) {
      entries.push({ binding: 1, resource: { buffer: labels } });
    }
    // The depth of the frame before: it is copied over after the pass alone.
    if (this.#names.includes("flow")) {
      entries.push({ binding: 4, resource: flat(pictures.depth!) });
    }
    if (this.#names.includes("height")) {
      entries.push({
        binding: 5,
        resource: layers.reliefTexture().createView({ dimension: "2d-array" }),
      });
    }
    return gpu.createBindGroup({ layout: this.#pipeline.getBindGroupLayout(0), entries });
  }
}

/** Textures for those pictures: 2D, or an array where there is more than one layer. */
export function createPictureTextures(
  gpu: GPUDevice,
  names: readonly TruthName[],
  size: { readonly width: number; readonly height: number },
  layers: number,
): Partial<Record<TruthName, GPUTexture>> {
  const made: Partial<Record<TruthName, GPUTexture>> = {};
  for (const name of names) {
    made[name] = gpu.createTexture({
      label: name,
      size: [size.width, size.height, layers],
      format: PICTURE_FORMATS[name],
      usage: TEXTURE_USAGE.copySrc | TEXTURE_USAGE.copyDst | TEXTURE_USAGE.textureBinding,
    });
  }
  return made;
}
