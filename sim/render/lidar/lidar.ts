import { labelNamed } from "../../labels.ts";
import { compose, type Pose, rotate } from "../../pose.ts";
import { type CameraSpec, mountCamera } from "../../sensors/camera.ts";
import { assertLidar, type LidarSpec } from "../../sensors/lidar.ts";
import { type Light } from "../../weather/light.ts";
import { type Sensing } from "../../weather/weather.ts";
import { type CameraArray } from "../camera_array.ts";
import { BUFFER_USAGE } from "../gpu_usage.ts";
import { type Renderer } from "../renderer.ts";
import { type Scene } from "../scene.ts";
import { LIDAR_KERNEL, LIDAR_WORKGROUP, RETURN_WORDS, SCAN_WORDS } from "./lidar_kernel.ts";

/** A return of a beam. */
export interface LidarReturn {
  /** Metres, in the lidar's frame: x forward, y left, z up. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Share of the beam's light that is thrown back, `0..1`. */
  readonly intensity: number;
  readonly range: number;
  /** Label id and entity id of what was hit. */
  readonly label: number;
  readonly entity: number;
  readonly channel: number;
  readonly step: number;
}

/** Metres in front of a face's eye where pictures begin. */
const NEAR = 0.05;
/** Pictures are this much finer than the beams around. */
const FINER = 1.3;

/**
 * A spinning lidar that is read out of pictures on the GPU: four faces around it, one compute pass. A
 * scan is that of one moment. Its returns stay on the device, for a net, until somebody reads them.
 *
 * @example
 * ```ts
 * import { createLandscape } from "../../landscape.ts";
 * import { ROVER_LIDAR } from "../../sensors/lidar.ts";
 * import { lightAt } from "../../weather/weathers.ts";
 * import { Renderer } from "../renderer.ts";
 * import { Lidar } from "./lidar.ts";
 *
 * const adapter = await navigator.gpu.requestAdapter();
 * const gpu = await adapter!.requestDevice();
 * const renderer = await Renderer.create(gpu);
 * const landscape = createLandscape(7);
 * const scene = renderer.createScene(landscape);
 * const lidar = new Lidar(renderer, gpu, ROVER_LIDAR, 7);
 * const { x, y } = landscape.path.point(0);
 * const z = landscape.terrain.height(x, y) + 1.2;
 * const pose = { position: [x, y, z], orientation: [0, 0, 0, 1] } as const;
 * lidar.scan(scene, pose, lightAt({ weather: "clear", hour: 10 }));
 * lidar.returns; // A GPUBuffer of 16 x 900 returns: bind it, or copy from it.
 * ```
 */
export class Lidar {
  readonly spec: LidarSpec;
  /**
   * `[channels, steps]` returns of 32 bytes, channel by channel from the lowest: `f32` x, y, z and
   * intensity, `f32` range, `u32` label id `<< 24 |` entity id, `u32` channel, `u32` step. All but the
   * last two are 0 where nothing came back.
   */
  readonly returns: GPUBuffer;
  /** Entity that it does not see: what it is mounted on, say. 0 for none. */
  hidden = 0;
  readonly #renderer: Renderer;
  readonly #gpu: GPUDevice;
  readonly #faces: CameraArray;
  readonly #pipeline: GPUComputePipeline;
  readonly #group: GPUBindGroup;
  readonly #uniform: GPUBuffer;
  readonly #axes: GPUBuffer;
  readonly #words = new ArrayBuffer(4 * SCAN_WORDS);
  readonly #seed: number;
  #scans = 0;

  /**
   * @param seed Of its noise.
   * @throws {RangeError} If the spec is not that of a lidar.
   */
  constructor(renderer: Renderer, gpu: GPUDevice, spec: LidarSpec, seed: number) {
    assertLidar(spec);
    this.spec = spec;
    this.#renderer = renderer;
    this.#gpu = gpu;
    this.#seed = seed;
    this.#faces = renderer.createCameraArray(faceSpec(spec), 4);
    const code = LIDAR_KERNEL.replace("SKY_LABEL", String(labelNamed("sky").id));
    const module = gpu.createShaderModule({ label: "lidar", code });
    this.#pipeline = gpu.createComputePipeline({
      label: "lidar",
      layout: "auto",
      compute: { module },
    });
    this.returns = gpu.createBuffer({
      label: "lidar returns",
      size: 4 * RETURN_WORDS * spec.channels * spec.steps,
      usage: BUFFER_USAGE.storage | BUFFER_USAGE.copySrc,
    });
    const uniform = (label: string, size: number) =>
      gpu.createBuffer({ label, size, usage: BUFFER_USAGE.uniform | BUFFER_USAGE.copyDst });
    this.#uniform = uniform("lidar scan", 4 * SCAN_WORDS);
    this.#axes = uniform("lidar axes", 48);
    const picture = (name: "ids" | "depth" | "normal" | "albedo") =>
      this.#faces.picture(name).createView({ dimension: "2d-array" });
    this.#group = gpu.createBindGroup({
      layout: this.#pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: this.#uniform } },
        { binding: 1, resource: picture("ids") },
        { binding: 2, resource: picture("depth") },
        { binding: 3, resource: picture("normal") },
        { binding: 4, resource: picture("albedo") },
        { binding: 5, resource: { buffer: this.returns } },
        { binding: 6, resource: { buffer: this.#axes } },
      ],
    });
  }

  /** Beams of a scan. */
  get beams(): number {
    return this.spec.channels * this.spec.steps;
  }

  /**
   * Takes a scan: encodes and submits, and waits for nothing. Its noise follows from the seed and the
   * number of scans before it.
   *
   * @param worldFromLidar Pose of the unit: x forward, y left, z up.
   * @param light What the faces are drawn in; no return depends on it.
   * @param sensing What the weather does to ranges and returns.
   */
  scan(scene: Scene, worldFromLidar: Pose, light: Light, sensing?: Sensing): void {
    for (const camera of this.#faces.cameras) camera.hidden = this.hidden;
    const poses = [0, 1, 2, 3].map((turn) =>
      compose(worldFromLidar, mountCamera([0, 0, 0], turn * Math.PI / 2))
    );
    this.#renderer.renderArray(scene, this.#faces, poses, light);
    this.#write(worldFromLidar, sensing);
    const encoder = this.#gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#group);
    pass.dispatchWorkgroups(Math.ceil(this.beams / LIDAR_WORKGROUP));
    pass.end();
    this.#gpu.queue.submit([encoder.finish()]);
    this.#scans++;
  }

  /** Frees pictures and returns. */
  dispose(): void {
    this.#faces.dispose();
    for (const buffer of [this.returns, this.#uniform, this.#axes]) buffer.destroy();
  }

  #write({ orientation }: Pose, sensing?: Sensing): void {
    const { channels, steps, lowestDeg, highestDeg, nearest, farthest, rangeNoise, dropout } =
      this.spec;
    const { fx, cx, cy, width, height } = this.#faces.cameras[0]!.intrinsics;
    const radians = Math.PI / 180;
    const between = channels > 1 ? (highestDeg - lowestDeg) / (channels - 1) : 0;
    const lowest = channels > 1 ? lowestDeg : (lowestDeg + highestDeg) / 2;
    const lost = 1 - (1 - dropout) * (1 - (sensing?.lidarDropout ?? 0));
    new Uint32Array(this.#words, 0, 4).set([channels, steps, this.#seed >>> 0, this.#scans]);
    new Float32Array(this.#words, 16).set([
      lowest * radians,
      between * radians,
      fx,
      rangeNoise,
      nearest,
      farthest * (sensing?.lidarRange ?? 1),
      lost,
      0,
      cx,
      cy,
      width,
      height,
    ]);
    this.#gpu.queue.writeBuffer(this.#uniform, 0, this.#words);
    const axes = new Float32Array(12);
    ([[1, 0, 0], [0, 1, 0], [0, 0, 1]] as const).forEach((axis, k) =>
      axes.set(rotate(orientation, axis), 4 * k)
    );
    this.#gpu.queue.writeBuffer(this.#axes, 0, axes);
  }
}

/** The returns in the bytes of `Lidar.returns`, those that came back alone. */
export function readReturns(bytes: Uint8Array): LidarReturn[] {
  const { buffer, byteOffset, byteLength } = bytes;
  const numbers = new Float32Array(buffer, byteOffset, byteLength / 4);
  const words = new Uint32Array(buffer, byteOffset, byteLength / 4);
  const found: LidarReturn[] = [];
  for (let at = 0; at < words.length; at += RETURN_WORDS) {
    const id = words[at + 5]!;
    if (id === 0) continue;
    found.push({
      x: numbers[at]!,
      y: numbers[at + 1]!,
      z: numbers[at + 2]!,
      intensity: numbers[at + 3]!,
      range: numbers[at + 4]!,
      label: id >>> 24,
      entity: id & 0xffffff,
      channel: words[at + 6]!,
      step: words[at + 7]!,
    });
  }
  return found;
}

/** A camera for a quarter of the way around, high enough for the steepest beam at its corners. */
function faceSpec({ steps, lowestDeg, highestDeg, farthest }: LidarSpec): CameraSpec {
  const width = Math.max(16, Math.ceil(FINER * steps / Math.PI / 8) * 8);
  const steepest = Math.max(Math.abs(lowestDeg), Math.abs(highestDeg)) * Math.PI / 180;
  // At 45 degrees to the side a beam's elevation is seen larger by the square root of two.
  const height = Math.ceil((width * Math.SQRT2 * Math.tan(steepest) + 4) / 2) * 2;
  return {
    width,
    height,
    fovDeg: 90,
    near: NEAR,
    far: Math.max(600, farthest + 1),
    outputs: ["ids", "depth", "normal", "albedo"],
  };
}
