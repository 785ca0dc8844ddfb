import { compose } from "../../pose.ts";
import { randomStream } from "../../random.ts";
import { assertRig, type MountedCamera } from "../../sensors/rig.ts";
import { isDue } from "../../sensors/sensor.ts";
import { type Light } from "../../weather/light.ts";
import { TICK, type World } from "../../world.ts";
import { Camera } from "../camera.ts";
import { type PictureSource } from "../picture_source.ts";
import { type Renderer } from "../renderer.ts";
import { type Scene } from "../scene.ts";
import { StereoCamera } from "../stereo/stereo_camera.ts";
import { SensorCamera } from "./sensor_camera.ts";

type Mounted = Camera | SensorCamera | StereoCamera;

/** What a rig must know of the world it is in. */
export type Rider = Pick<World, "vehicle" | "tick" | "simSeconds" | "weather">;

/**
 * Cameras on a vehicle: any number, of any size, anywhere on it, single or in pairs. Each has its own
 * rate, its own history and its own noise, and sees all but the vehicle. One more camera is one more line in
 * the list.
 *
 * @example
 * ```ts
 * import { offroad } from "../../scenarios/offroad.ts";
 * import { mountCamera, ROVER_CAMERA } from "../../sensors/camera.ts";
 * import { usualRig } from "../../sensors/rig.ts";
 * import { lightAt } from "../../weather/weathers.ts";
 * import { Renderer } from "../renderer.ts";
 * import { CameraRig } from "./camera_rig.ts";
 *
 * const adapter = await navigator.gpu.requestAdapter();
 * const gpu = await adapter!.requestDevice();
 * const renderer = await Renderer.create(gpu);
 * const world = offroad.build(7);
 * const scene = renderer.createScene(world.landscape, world.movers);
 * const rig = new CameraRig(renderer, gpu, [
 *   ...usualRig(world.vehicle.kind),
 *   { name: "rear", spec: ROVER_CAMERA, bodyFromCamera: mountCamera([-0.5, 0, 0.5], Math.PI), rateHz: 5 },
 * ], world.seed);
 * for (let k = 0; k < 12; k++) {
 *   world.step({ linear: 1, angular: 0 });
 *   rig.expose(scene, world, lightAt({ weather: "clear", hour: 12 })); // names of those that took a frame
 * }
 * rig.camera("rear").colour; // a GPUTexture
 * ```
 */
export class CameraRig {
  readonly cameras: readonly MountedCamera[];
  readonly #renderer: Renderer;
  readonly #made: ReadonlyMap<string, Mounted>;

  /**
   * @param seed Of the noise of all of them: each has a stream of its own, that of its name.
   * @throws {RangeError} If two cameras have one name, or a spec or a rate is none.
   */
  constructor(
    renderer: Renderer,
    gpu: GPUDevice,
    cameras: readonly MountedCamera[],
    seed: number,
  ) {
    assertRig(cameras);
    this.cameras = cameras;
    this.#renderer = renderer;
    this.#made = new Map(cameras.map(({ name, spec }): [string, Mounted] => {
      const own = Math.floor(randomStream(seed, `sensors/cameras/${name}`)() * 2 ** 31);
      if ("baseline" in spec) return [name, new StereoCamera(renderer, gpu, spec, own)];
      if (spec.lens || spec.film) return [name, new SensorCamera(renderer, gpu, spec, own)];
      return [name, renderer.createCamera(spec)];
    }));
  }

  /**
   * The pictures of a camera; of a pair, those of its left eye.
   *
   * @throws {RangeError} If there is none of that name.
   */
  camera(name: string): PictureSource {
    const camera = this.#named(name);
    return camera instanceof StereoCamera ? camera.left : camera;
  }

  /**
   * A stereo pair.
   *
   * @throws {RangeError} If there is none of that name.
   */
  pair(name: string): StereoCamera {
    const pair = this.#named(name);
    if (pair instanceof StereoCamera) return pair;
    throw new RangeError(`Cannot find a stereo pair "${name}": it is a single camera`);
  }

  /**
   * Takes the frames that are due at the world's tick, with everything that moves where it is now: encodes
   * and submits, and waits for nothing.
   *
   * @returns Names of the cameras that took a frame.
   * @throws {Error} If the scene was disposed of, or the device was lost.
   */
  expose(scene: Scene, world: Rider, light: Light): readonly string[] {
    const due = this.cameras.filter((mounted) => isDue(mounted, world.tick, TICK));
    if (due.length === 0) return [];
    const { vehicle, weather } = world;
    scene.takePoses();
    const { worldFromBody } = vehicle;
    const moment = { time: world.simSeconds, velocity: vehicle.velocity };
    const plain: Camera[] = [], poses = [];
    for (const { name, bodyFromCamera } of due) {
      const camera = this.#made.get(name)!;
      camera.hidden = vehicle.actor.id;
      const pose = compose(worldFromBody, bodyFromCamera);
      if (camera instanceof Camera) {
        plain.push(camera);
        poses.push(pose);
      } else camera.expose(scene, pose, light, moment, weather.sensing);
    }
    if (plain.length > 0) this.#renderer.renderCameras(scene, plain, poses, light, moment);
    return due.map(({ name }) => name);
  }

  /** Starts anew, as if no frame had been taken: after a teleport or a new world. */
  resetHistory(): void {
    for (const camera of this.#made.values()) camera.resetHistory();
  }

  /** Frees all pictures. */
  dispose(): void {
    for (const camera of this.#made.values()) camera.dispose();
  }

  #named(name: string): Mounted {
    const camera = this.#made.get(name);
    if (camera) return camera;
    throw new RangeError(
      `Cannot find camera "${name}": there are ${[...this.#made.keys()].join(", ")}`,
    );
  }
}
