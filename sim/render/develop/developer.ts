import { type Pose, rotate } from "../../pose.ts";
import { LABELS } from "../../labels.ts";
import { type Intrinsics } from "../../sensors/camera.ts";
import { BUFFER_USAGE, TEXTURE_USAGE } from "../gpu_usage.ts";
import { type SceneLayers } from "../scene_layers.ts";
import {
  developKernel,
  FIRST_PICTURE,
  PICTURE_FORMATS,
  type TruthName,
  VIEW_FLOATS,
  WORKGROUP,
} from "./develop_kernel.ts";

/** WebGPU lets a shader write as many textures at least. */
const MOST_AT_ONCE = 4;

/** A pipeline and the pictures that it writes. */
interface Step {
  readonly names: readonly TruthName[];
  readonly pipeline: GPUComputePipeline;
}

/** Takes packed truth apart into plain pictures: the pipelines that all cameras share. */
export class Developer {
  readonly gpu: GPUDevice;
  readonly layers: SceneLayers;
  /** Friction, rolling drag and whether it is ground, of every label. */
  readonly labels: GPUBuffer;
  readonly #steps = new Map<string, readonly Step[]>();

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

  /**
   * The passes that write those pictures, in order. Flow reads the depth of the frame before, so it
   * comes first and depth after it.
   */
  stepsFor(names: readonly TruthName[]): readonly Step[] {
    const key = names.join();
    const known = this.#steps.get(key);
    if (known) return known;
    const left = new Set(names);
    const groups: TruthName[][] = [];
    if (left.has("flow")) {
      const first = names.filter((name) => name !== "flow" && name !== "depth");
      groups.push(["flow", ...first.slice(0, MOST_AT_ONCE - 1)]);
      for (const name of groups[0]!) left.delete(name);
    }
    const rest = [...left];
    while (rest.length > 0) groups.push(rest.splice(0, MOST_AT_ONCE));
    const steps = groups.map((group) => ({
      names: group,
      pipeline: this.gpu.createComputePipeline({
        label: `develop ${group.join()}`,
        layout: "auto",
        compute: {
          module: this.gpu.createShaderModule({
            label: `develop ${group.join()}`,
            code: developKernel(group),
          }),
        },
      }),
    }));
    this.#steps.set(key, steps);
    return steps;
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

/** One camera's pictures under development: bind groups, made once, and the numbers of its view. */
export class Development {
  readonly #developer: Developer;
  readonly #steps: readonly Step[];
  readonly #negatives: Negatives;
  readonly #view: GPUBuffer;
  readonly #numbers = new Float32Array(VIEW_FLOATS);
  #groups: readonly GPUBindGroup[];
  #generation: number;

  constructor(developer: Developer, names: readonly TruthName[], negatives: Negatives) {
    this.#developer = developer;
    this.#steps = developer.stepsFor(names);
    this.#negatives = negatives;
    this.#view = developer.gpu.createBuffer({
      label: "view",
      size: 4 * VIEW_FLOATS,
      usage: BUFFER_USAGE.uniform | BUFFER_USAGE.copyDst,
    });
    this.#generation = developer.layers.generation;
    this.#groups = this.#bind();
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
    range: { readonly near: number; readonly far: number },
    scene: { readonly size: number; readonly layer: number },
  ): void {
    const numbers = this.#numbers;
    [now, before ?? now].forEach(({ orientation }, index) => {
      numbers.set(rotate(orientation, [1, 0, 0]), 16 * index);
      numbers.set(rotate(orientation, [0, 1, 0]), 16 * index + 4);
      numbers.set(rotate(orientation, [0, 0, 1]), 16 * index + 8);
    });
    numbers.set(now.position, 12);
    numbers.set([camera.fx, camera.fy, camera.cx, camera.cy], 28);
    numbers.set([camera.width, camera.height, range.near, range.far], 32);
    numbers.set([scene.size, scene.layer, before ? 1 : 0], 36);
    this.#developer.gpu.queue.writeBuffer(this.#view, 0, numbers);
  }

  encode(pass: GPUComputePassEncoder): void {
    // Only where a landscape more than there was room for came into the world.
    if (this.#generation !== this.#developer.layers.generation) {
      this.#generation = this.#developer.layers.generation;
      this.#groups = this.#bind();
    }
    const { width, height } = this.#negatives.truth;
    this.#steps.forEach(({ pipeline }, index) => {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, this.#groups[index]!);
      pass.dispatchWorkgroups(Math.ceil(width / WORKGROUP), Math.ceil(height / WORKGROUP));
    });
  }

  dispose(): void {
    this.#view.destroy();
  }

  #bind(): readonly GPUBindGroup[] {
    const { gpu, labels, layers } = this.#developer;
    const { truth, aux, pictures, layer } = this.#negatives;
    const flat = (texture: GPUTexture) =>
      texture.createView({ dimension: "2d", baseArrayLayer: layer, arrayLayerCount: 1 });
    return this.#steps.map(({ names, pipeline }) => {
      const entries: GPUBindGroupEntry[] = [
        { binding: 0, resource: { buffer: this.#view } },
        { binding: 2, resource: flat(truth) },
        { binding: 3, resource: flat(aux) },
      ];
      if (names.includes("traversability")) {
        entries.push({ binding: 1, resource: { buffer: labels } });
      }
      if (names.includes("flow")) {
        entries.push({ binding: 4, resource: flat(pictures.depth!) });
      }
      if (names.includes("height")) {
        entries.push({
          binding: 5,
          resource: layers.reliefTexture().createView({ dimension: "2d-array" }),
        });
      }
      names.forEach((name, index) =>
        entries.push({ binding: FIRST_PICTURE + index, resource: flat(pictures[name]!) })
      );
      return gpu.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    });
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
      usage: TEXTURE_USAGE.copySrc | TEXTURE_USAGE.textureBinding | TEXTURE_USAGE.storageBinding,
    });
  }
  return made;
}
