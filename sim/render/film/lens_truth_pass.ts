import { type Pose, rotate } from "../../pose.ts";
import { type CameraSpec, type PictureName } from "../../sensors/camera.ts";
import { type Lens } from "../../sensors/lens.ts";
import { type Camera } from "../camera.ts";
import { developedFor, developedLayout, type TruthName } from "../develop/develop_kernel.ts";
import { createPictureTextures } from "../develop/developer.ts";
import { BUFFER_USAGE } from "../gpu_usage.ts";
import { FILM_WORKGROUP } from "./colour_kernel.ts";
import { type Faces } from "./faces.ts";
import { opticsWords } from "./optics.ts";
import { LENS_VIEW_FLOATS, lensTruthKernel } from "./truth_kernel.ts";

const AXES = [[1, 0, 0], [0, 1, 0], [0, 0, 1]] as const;

/** Makes the ground truth of a lens's picture out of that of its faces. */
export class LensTruthPass {
  readonly #gpu: GPUDevice;
  readonly #spec: CameraSpec;
  readonly #textures: Readonly<Partial<Record<TruthName, GPUTexture>>>;
  readonly #asked: readonly TruthName[];
  readonly #pipeline: GPUComputePipeline;
  readonly #group: GPUBindGroup;
  readonly #view: GPUBuffer;
  readonly #buffers: readonly GPUBuffer[];
  readonly #copies: readonly (readonly [GPUTexelCopyBufferInfo, GPUTexelCopyTextureInfo])[];
  readonly #numbers = new Float32Array(LENS_VIEW_FLOATS);

  /** @param cameras Those of the faces. */
  constructor(
    gpu: GPUDevice,
    spec: CameraSpec,
    names: readonly TruthName[],
    { lens, faces }: { readonly lens: Lens; readonly faces: Faces },
    cameras: readonly Camera[],
  ) {
    this.#gpu = gpu;
    this.#spec = spec;
    this.#asked = names;
    const made = developedFor(names);
    this.#textures = createPictureTextures(gpu, made, spec, 1);
    const module = gpu.createShaderModule({
      label: "truth through a lens",
      code: lensTruthKernel(lens, made),
    });
    this.#pipeline = gpu.createComputePipeline({
      label: "truth through a lens",
      layout: "auto",
      compute: { module },
    });
    const { pictures, size } = developedLayout(made, spec);
    const { storage, uniform, copyDst, copySrc } = BUFFER_USAGE;
    const buffer = (label: string, size: number, usage: number) =>
      gpu.createBuffer({ label, size, usage });
    const words = opticsWords(lens, faces, spec.far);
    const optics = buffer("optics", words.byteLength, uniform | copyDst);
    const rays = buffer("rays", faces.rays.byteLength, storage | copyDst);
    const developed = buffer("developed", size, storage | copySrc);
    this.#view = buffer("view", 4 * LENS_VIEW_FLOATS, uniform | copyDst);
    this.#buffers = [optics, rays, developed, this.#view];
    gpu.queue.writeBuffer(optics, 0, words);
    gpu.queue.writeBuffer(rays, 0, faces.rays);
    this.#copies = pictures.map(({ name, offset, bytesPerRow }) => [
      { buffer: developed, offset, bytesPerRow },
      { texture: this.#textures[name]! },
    ]);
    const [first] = cameras as readonly [Camera];
    const { truth, aux, pictures: drawn } = first.development!.negatives;
    const layers = (texture: GPUTexture) => texture.createView({ dimension: "2d-array" });
    const entries: GPUBindGroupEntry[] = [
      { binding: 0, resource: { buffer: optics } },
      { binding: 1, resource: { buffer: rays } },
      { binding: 2, resource: { buffer: this.#view } },
      { binding: 3, resource: layers(truth) },
      { binding: 4, resource: layers(aux) },
      { binding: 8, resource: { buffer: developed } },
    ];
    // The depth of the frame before: it is copied over after the pass alone.
    if (made.includes("flow")) {
      entries.push({ binding: 5, resource: this.#textures.depth!.createView() });
    }
    for (const [name, binding] of [["traversability", 6], ["height", 7]] as const) {
      if (made.includes(name)) entries.push({ binding, resource: layers(drawn[name]!) });
    }
    this.#group = gpu.createBindGroup({ layout: this.#pipeline.getBindGroupLayout(0), entries });
  }

  /** @throws {TypeError} If the camera was made without it. */
  picture(name: PictureName): GPUTexture {
    const texture = name !== "colour" && this.#asked.includes(name) && this.#textures[name];
    if (!texture) {
      throw new TypeError(
        `Cannot give picture "${name}": the camera was made with colour, ${this.#asked.join(", ")}`,
      );
    }
    return texture;
  }

  /** @throws {TypeError} If the camera was made for some pictures alone. */
  textures(): Readonly<Partial<Record<TruthName, GPUTexture>>> {
    if (this.#spec.outputs !== "all") {
      throw new TypeError(
        `Cannot give ground truth: the camera was made with ${
          this.#asked.join(", ")
        }, wanted "all"`,
      );
    }
    return this.#textures;
  }

  /** Encodes the truth of a frame; `before` is null where there was none before it. */
  encode(encoder: GPUCommandEncoder, now: Pose, before: Pose | null): void {
    this.#writeView(now, before);
    const { width, height } = this.#spec;
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#group);
    pass.dispatchWorkgroups(Math.ceil(width / FILM_WORKGROUP), Math.ceil(height / FILM_WORKGROUP));
    pass.end();
    for (const [from, to] of this.#copies) encoder.copyBufferToTexture(from, to, { width, height });
  }

  dispose(): void {
    for (const texture of Object.values(this.#textures)) texture.destroy();
    for (const buffer of this.#buffers) buffer.destroy();
  }

  #writeView(now: Pose, before: Pose | null): void {
    const numbers = this.#numbers;
    const last = before ?? now;
    const [axes, axesBefore] = [now, last].map(({ orientation }) =>
      AXES.map((axis) => rotate(orientation, axis))
    );
    const step = [0, 1, 2].map((i) => now.position[i]! - last.position[i]!);
    axesBefore!.forEach((to, row) => {
      const along = (v: readonly number[]) => to[0] * v[0]! + to[1] * v[1]! + to[2] * v[2]!;
      numbers.set(axes![row]!, 4 * row);
      numbers.set([...axes!.map(along), along(step)], 12 + 4 * row);
    });
    numbers[24] = before ? 1 : 0;
    this.#gpu.queue.writeBuffer(this.#view, 0, numbers);
  }
}
