import type { Pose } from "../../sim/pose.ts";
import { compose } from "../../sim/pose.ts";
import type { Camera, Renderer, Scene } from "../../sim/render/mod.ts";
import { mountCamera } from "../../sim/sensors/camera.ts";
import { eyePoses, stereoIntrinsics, type StereoSpec } from "../../sim/sensors/stereo.ts";
import type { CameraMount } from "../../sim/vehicles/vehicle.ts";
import type { PinholeView } from "../../models/lagr/camera_view.ts";
import type { Standpoint } from "../agent_eyes.ts";

/** A robot's pair of eyes: colour alone, no truth is drawn. */
export class StereoPair {
  /** The left eye as its net has to know it. */
  readonly view: PinholeView;
  readonly #renderer: Renderer;
  readonly #left: Camera;
  readonly #right: Camera;
  readonly #baseline: number;
  readonly #bodyFromPair: Pose;

  /** @throws {RangeError} If the spec is not that of a pair. */
  constructor(renderer: Renderer, spec: StereoSpec, mount: CameraMount) {
    this.view = { ...stereoIntrinsics(spec), baseline: spec.baseline };
    this.#renderer = renderer;
    this.#baseline = spec.baseline;
    this.#bodyFromPair = mountCamera(mount.position, 0, mount.pitch);
    this.#left = renderer.createCamera({ ...spec, outputs: "colour" });
    this.#right = renderer.createCamera({ ...spec, outputs: "colour" });
  }

  /** Both pictures, `rgba8unorm-srgb`. */
  get pictures(): { readonly left: GPUTexture; readonly right: GPUTexture } {
    return { left: this.#left.colour, right: this.#right.colour };
  }

  /** Begins anew, on a vehicle that it does not see. */
  reset(hidden: number): void {
    for (const eye of [this.#left, this.#right]) {
      eye.hidden = hidden;
      eye.resetHistory();
    }
  }

  /** Draws both eyes: encodes and submits, and waits for nothing. */
  expose(scene: Scene, { worldFromBody, light, moment }: Standpoint): void {
    const poses = eyePoses(compose(worldFromBody, this.#bodyFromPair), this.#baseline);
    scene.takePoses();
    this.#renderer.renderCameras(scene, [this.#left, this.#right], poses, light, moment);
  }

  dispose(): void {
    this.#left.dispose();
    this.#right.dispose();
  }
}
