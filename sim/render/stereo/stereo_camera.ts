import { type Pose } from "../../pose.ts";
import { picturesOf } from "../../sensors/camera.ts";
import { type Eye, eyePoses, stereoIntrinsics, type StereoSpec } from "../../sensors/stereo.ts";
import { type Light } from "../../weather/light.ts";
import { type Sensing } from "../../weather/weather.ts";
import { Camera } from "../camera.ts";
import { rowBytes } from "../develop/develop_kernel.ts";
import { SensorCamera } from "../film/sensor_camera.ts";
import { assertBindable } from "../gpu_limits.ts";
import { BUFFER_USAGE, TEXTURE_USAGE } from "../gpu_usage.ts";
import { type PictureSource } from "../picture_source.ts";
import { type Renderer } from "../renderer.ts";
import { type Scene } from "../scene.ts";
import { type Moment } from "../weather/moment.ts";
import { DISPARITY_KERNEL, DISPARITY_WORKGROUP, PAIR_WORDS } from "./disparity_kernel.ts";

/** What the pair knows of one eye beside its pictures. */
interface EyeTruth {
  readonly disparity: GPUTexture;
  readonly seen: GPUTexture;
}

/**
 * A rectified stereo pair: two cameras, drawn in one call with whatever truth was asked for, and the
 * true disparity of every pixel of both. Depth is drawn in any case. With a film each eye has noise and an
 * exposure of its own.
 *
 * @example
 * ```ts
 * import { createLandscape } from "../../landscape.ts";
 * import { mountCamera } from "../../sensors/camera.ts";
 * import { ROVER_STEREO } from "../../sensors/stereo.ts";
 * import { lightAt } from "../../weather/weathers.ts";
 * import { Renderer } from "../renderer.ts";
 * import { StereoCamera } from "./stereo_camera.ts";
 *
 * const adapter = await navigator.gpu.requestAdapter();
 * const gpu = await adapter!.requestDevice();
 * const renderer = await Renderer.create(gpu);
 * const landscape = createLandscape(7);
 * const scene = renderer.createScene(landscape);
 * const pair = new StereoCamera(renderer, gpu, ROVER_STEREO);
 * const { x, y, yaw } = landscape.path.point(0);
 * const middle = mountCamera([x, y, landscape.terrain.height(x, y) + 1], yaw);
 * pair.expose(scene, middle, lightAt({ weather: "clear", hour: 10 }));
 * pair.left.colour; // what nets read
 * pair.disparity("left"); // what they ought to say
 * ```
 */
export class StereoCamera {
  readonly spec: StereoSpec;
  readonly left: PictureSource;
  readonly right: PictureSource;
  readonly #eyes: readonly [Camera | SensorCamera, Camera | SensorCamera];
  readonly #renderer: Renderer;
  readonly #gpu: GPUDevice;
  readonly #truth: Readonly<Record<Eye, EyeTruth>>;
  readonly #pipeline: GPUComputePipeline;
  readonly #group: GPUBindGroup;
  readonly #uniform: GPUBuffer;
  readonly #pictures: GPUBuffer;
  readonly #copies: readonly (readonly [GPUTexelCopyBufferInfo, GPUTexelCopyTextureInfo])[];

  /**
   * @param seed Of the noise of its film.
   * @throws {RangeError} If the spec is not that of a pair, or one too large for the device.
   */
  constructor(renderer: Renderer, gpu: GPUDevice, spec: StereoSpec, seed = 0) {
    const { fx, width, height } = stereoIntrinsics(spec);
    const bytesPerRow = rowBytes(width, 1);
    const bytes = 4 * height * bytesPerRow;
    assertBindable(gpu, `a pair of ${width} x ${height}`, bytes);
    this.spec = spec;
    this.#renderer = renderer;
    this.#gpu = gpu;
    const outputs = spec.outputs === "all"
      ? "all"
      : [...picturesOf(spec.outputs), "depth"] as const;
    const eye = (number: number) =>
      spec.film
        ? new SensorCamera(renderer, gpu, { ...spec, outputs }, 2 * seed + number)
        : renderer.createCamera({ ...spec, outputs });
    this.#eyes = [eye(0), eye(1)];
    [this.left, this.right] = this.#eyes;
    const module = gpu.createShaderModule({ label: "disparity", code: DISPARITY_KERNEL });
    this.#pipeline = gpu.createComputePipeline({
      label: "disparity",
      layout: "auto",
      compute: { module },
    });
    this.#uniform = gpu.createBuffer({
      label: "stereo pair",
      size: 4 * PAIR_WORDS,
      usage: BUFFER_USAGE.uniform | BUFFER_USAGE.copyDst,
    });
    const words = new ArrayBuffer(4 * PAIR_WORDS);
    new Uint32Array(words).set([width, height, bytesPerRow / 4]);
    new Float32Array(words).set([fx * spec.baseline, spec.far], 4);
    gpu.queue.writeBuffer(this.#uniform, 0, words);
    this.#pictures = gpu.createBuffer({
      label: "disparities",
      size: bytes,
      usage: BUFFER_USAGE.storage | BUFFER_USAGE.copySrc,
    });
    const texture = (label: string, format: GPUTextureFormat) =>
      gpu.createTexture({
        label,
        size: [width, height],
        format,
        usage: TEXTURE_USAGE.copySrc | TEXTURE_USAGE.copyDst | TEXTURE_USAGE.textureBinding,
      });
    const truth = (eye: Eye): EyeTruth => ({
      disparity: texture(`disparity, ${eye}`, "r32float"),
      seen: texture(`seen by both, ${eye}`, "r32uint"),
    });
    this.#truth = { left: truth("left"), right: truth("right") };
    const { left, right } = this.#truth;
    this.#copies = [left.disparity, left.seen, right.disparity, right.seen].map((texture, k) => [
      { buffer: this.#pictures, offset: k * height * bytesPerRow, bytesPerRow },
      { texture },
    ]);
    this.#group = gpu.createBindGroup({
      layout: this.#pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: this.#uniform } },
        { binding: 1, resource: this.left.picture("depth").createView() },
        { binding: 2, resource: this.right.picture("depth").createView() },
        { binding: 3, resource: { buffer: this.#pictures } },
      ],
    });
  }

  /** Entity that neither eye sees: what the pair is mounted on, say. 0 for none. */
  get hidden(): number {
    return this.left.hidden;
  }
  set hidden(entity: number) {
    this.left.hidden = this.right.hidden = entity;
  }

  /**
   * Draws both eyes and their disparities: encodes and submits, and waits for nothing.
   *
   * @param worldFromPair Pose of the middle between the eyes, optical: z forward, x right, y down.
   * @param sensing What the weather does to the noise of its film.
   * @throws {Error} If the scene was disposed of, or the device was lost.
   */
  expose(
    scene: Scene,
    worldFromPair: Pose,
    light: Light,
    moment?: Moment,
    sensing?: Sensing,
  ): void {
    const poses = eyePoses(worldFromPair, this.spec.baseline);
    const [left, right] = this.#eyes;
    if (left instanceof Camera && right instanceof Camera) {
      this.#renderer.renderCameras(scene, [left, right], poses, light, moment);
    } else {
      for (const [index, eye] of this.#eyes.entries()) {
        if (eye instanceof SensorCamera) eye.expose(scene, poses[index]!, light, moment, sensing);
      }
    }
    const { width, height } = this.spec;
    const encoder = this.#gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#group);
    const groups = (size: number) => Math.ceil(size / DISPARITY_WORKGROUP);
    pass.dispatchWorkgroups(groups(width), groups(height), 2);
    pass.end();
    for (const [from, to] of this.#copies) encoder.copyBufferToTexture(from, to, { width, height });
    this.#gpu.queue.submit([encoder.finish()]);
  }

  /**
   * `r32float`: pixels by which what an eye sees lies further to the left in the right eye's picture than
   * in the left eye's, `f b / Z`; 0 where there is sky.
   */
  disparity(eye: Eye): GPUTexture {
    return this.#truth[eye].disparity;
  }

  /** `r32uint`: 1 where the other eye sees the point too, 0 where it is hidden or outside that picture. */
  seenByBoth(eye: Eye): GPUTexture {
    return this.#truth[eye].seen;
  }

  /** Forgets the last frame, so that the next one has no flow. */
  resetHistory(): void {
    this.left.resetHistory();
    this.right.resetHistory();
  }

  /** Frees all pictures. */
  dispose(): void {
    this.left.dispose();
    this.right.dispose();
    for (const { disparity, seen } of Object.values(this.#truth)) {
      disparity.destroy();
      seen.destroy();
    }
    this.#uniform.destroy();
    this.#pictures.destroy();
  }
}
