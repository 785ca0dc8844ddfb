import { randomStream } from "../../random.ts";
import { type CameraSpec } from "../../sensors/camera.ts";
import { FULL_SIGNAL } from "../../sensors/film.ts";
import { gaussian } from "../../sensors/gaussian.ts";
import { type Lens, lensOf } from "../../sensors/lens.ts";
import { rowBytes } from "../develop/develop_kernel.ts";
import { BUFFER_USAGE, TEXTURE_USAGE } from "../gpu_usage.ts";
import { colourKernel, FILM_WORDS, FILM_WORKGROUP, METER_KERNEL } from "./colour_kernel.ts";
import { type Faces } from "./faces.ts";
import { opticsWords } from "./optics.ts";

/** What light falls through onto the sensor, and the pictures that were drawn of it. */
export interface Exposed {
  /** The lens and its faces; null where there is none. */
  readonly optics: { readonly lens: Lens; readonly faces: Faces } | null;
  /** A layer for each face: the end of the exposure. */
  readonly last: GPUTexture;
  /** A layer for each face of each exposure before it, exposure by exposure. */
  readonly early: GPUTexture | null;
}

/** Makes a sensor's colour picture out of drawn ones. */
export class ColourPass {
  /** `rgba8unorm-srgb`. */
  readonly texture: GPUTexture;
  readonly #gpu: GPUDevice;
  readonly #spec: CameraSpec;
  readonly #pipeline: GPUComputePipeline;
  readonly #group: GPUBindGroup;
  readonly #meter: { readonly pipeline: GPUComputePipeline; readonly group: GPUBindGroup } | null;
  readonly #buffers: readonly GPUBuffer[];
  readonly #uniform: GPUBuffer;
  readonly #picture: GPUBuffer;
  /** Natural logarithm of the gain of the next frame. */
  readonly #state: GPUBuffer;
  readonly #words = new ArrayBuffer(4 * FILM_WORDS);
  #frames = 0;

  constructor(gpu: GPUDevice, spec: CameraSpec, seed: number, exposed: Exposed) {
    const { optics, last, early } = exposed;
    const { width, height, film = {} } = spec;
    this.#gpu = gpu;
    this.#spec = spec;
    const code = colourKernel({
      lens: optics?.lens ?? null,
      noise: film.noise !== undefined,
      autoExposure: film.autoExposure !== undefined,
    });
    this.#pipeline = pipelineOf(gpu, "film", code);
    const buffer = (label: string, size: number, usage: number) =>
      gpu.createBuffer({ label, size, usage });
    const { storage, uniform, copyDst, copySrc } = BUFFER_USAGE;
    const groups = Math.ceil(width / FILM_WORKGROUP) * Math.ceil(height / FILM_WORKGROUP);
    this.#uniform = buffer("film", 4 * FILM_WORDS, uniform | copyDst);
    this.#picture = buffer("picture", rowBytes(width, 1) * height, storage | copySrc);
    this.#state = buffer("exposure", 4, storage | copyDst);
    const sums = buffer("metered", 8 * groups, storage);
    const words = optics && opticsWords(optics.lens, optics.faces, spec.far);
    const opticsBuffers = optics && words
      ? [
        buffer("optics", words.byteLength, uniform | copyDst),
        buffer("rays", optics.faces.rays.byteLength, storage | copyDst),
      ]
      : [];
    this.#buffers = [this.#uniform, this.#picture, this.#state, sums, ...opticsBuffers];
    if (optics && words) {
      gpu.queue.writeBuffer(opticsBuffers[0]!, 0, words);
      gpu.queue.writeBuffer(opticsBuffers[1]!, 0, optics.faces.rays);
    }
    this.texture = gpu.createTexture({
      label: "colour",
      size: [width, height],
      format: "rgba8unorm-srgb",
      usage: TEXTURE_USAGE.copySrc | TEXTURE_USAGE.copyDst | TEXTURE_USAGE.textureBinding,
    });
    const layers = (texture: GPUTexture) => texture.createView({ dimension: "2d-array" });
    const metering: GPUBindGroupEntry[] = [
      { binding: 2, resource: { buffer: this.#uniform } },
      { binding: 6, resource: { buffer: this.#state } },
      { binding: 7, resource: { buffer: sums } },
    ];
    this.#group = gpu.createBindGroup({
      layout: this.#pipeline.getBindGroupLayout(0),
      entries: [
        ...opticsBuffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
        ...film.autoExposure ? metering : metering.slice(0, 1),
        { binding: 3, resource: layers(early ?? last) },
        { binding: 4, resource: layers(last) },
        { binding: 5, resource: { buffer: this.#picture } },
      ],
    });
    if (film.autoExposure) {
      const pipeline = pipelineOf(gpu, "exposure meter", METER_KERNEL);
      const layout = pipeline.getBindGroupLayout(0);
      this.#meter = { pipeline, group: gpu.createBindGroup({ layout, entries: metering }) };
    } else this.#meter = null;
    this.#writeConstants(seed, optics?.faces.mounts.length ?? 1);
  }

  /**
   * Encodes the picture of a frame.
   *
   * @param night 0 by day, 1 by night.
   * @param factor On the standard deviation of the noise.
   */
  encode(encoder: GPUCommandEncoder, night: number, factor: number): void {
    const { noise } = this.#spec.film ?? {};
    new Uint32Array(this.#words)[4] = this.#frames++;
    if (noise) {
      const amplified = 1 + (noise.nightGain - 1) * night;
      new Float32Array(this.#words).set([
        noise.fullWell / FULL_SIGNAL / amplified,
        noise.readNoise,
        noise.nonUniformity,
        factor,
      ], 8);
    }
    this.#gpu.queue.writeBuffer(this.#uniform, 0, this.#words);
    const { width, height } = this.#spec;
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#group);
    pass.dispatchWorkgroups(Math.ceil(width / FILM_WORKGROUP), Math.ceil(height / FILM_WORKGROUP));
    if (this.#meter) {
      pass.setPipeline(this.#meter.pipeline);
      pass.setBindGroup(0, this.#meter.group);
      pass.dispatchWorkgroups(1);
    }
    pass.end();
    const bytesPerRow = rowBytes(width, 1);
    encoder.copyBufferToTexture({ buffer: this.#picture, bytesPerRow }, { texture: this.texture }, {
      width,
      height,
    });
  }

  /** Counts frames and meters light anew. */
  reset(): void {
    this.#frames = 0;
    this.#gpu.queue.writeBuffer(this.#state, 0, new Float32Array(1));
  }

  dispose(): void {
    this.texture.destroy();
    for (const buffer of this.#buffers) buffer.destroy();
  }

  #writeConstants(seed: number, faces: number): void {
    const { width, height, film = {} } = this.#spec;
    const { shutter, autoExposure, vignetting = 0, whiteBalance = 0 } = film;
    const samples = shutter?.samples ?? 1;
    const stride = rowBytes(width, 1) / 4;
    new Uint32Array(this.#words).set([width, height, stride, samples, 0, seed >>> 0, faces]);
    const random = randomStream(seed, "sensors/white_balance");
    const [red, blue] = [0, 0].map(() => Math.exp(whiteBalance * gaussian(random)));
    const { fx, cx, cy } = lensOf(this.#spec).intrinsics;
    const { target = 1, speed = 0, range = 0 } = autoExposure ?? {};
    new Float32Array(this.#words).set([
      ...[vignetting, fx, cx, cy],
      ...[red!, 1, blue!, 1],
      ...[Math.log(target), speed, range * Math.LN2, 0],
    ], 12);
  }
}

function pipelineOf(gpu: GPUDevice, label: string, code: string): GPUComputePipeline {
  const module = gpu.createShaderModule({ label, code });
  return gpu.createComputePipeline({ label, layout: "auto", compute: { module } });
}
