import { biomeNamed } from "../../sim/biomes/mod.ts";
import { randomClearPose } from "../../sim/clear_pose.ts";
import { createLandscape, type OffroadLandscape } from "../../sim/landscape.ts";
import { compose } from "../../sim/pose.ts";
import { randomStream } from "../../sim/random.ts";
import { Renderer, type Scene } from "../../sim/render/mod.ts";
import { StereoCamera } from "../../sim/render/stereo/stereo_camera.ts";
import { mountCamera } from "../../sim/sensors/camera.ts";
import { ROVER_STEREO, stereoIntrinsics } from "../../sim/sensors/stereo.ts";
import { cameraMount, ROVER } from "../../sim/vehicles/rover_design.ts";
import { standingPose } from "../../sim/vehicles/standing_pose.ts";
import { type Light } from "../../sim/weather/light.ts";
import { randomLight } from "../../sim/weather/weathers.ts";
import { trainingWorld } from "../worlds.ts";
import { type PinholeView } from "./camera_view.ts";

/** Biomes whose worlds features are learned in. The others are for showing how far what is learned holds. */
export const TRAINING_BIOMES = ["meadow", "autumn", "river_bank"] as const;

/** Biomes that no training world has. */
export const UNSEEN_BIOMES = ["desert", "snow", "scrub"] as const;

/** Frames taken from a world before the next one. */
const FRAMES_OF_WORLD = 12;

/** The rover's pair without truth: what a robot has. */
export const LAGR_STEREO = { ...ROVER_STEREO, outputs: "colour" } as const;

/** Height of the pair over level ground, metres, and its pitch down, radians. */
export const LAGR_MOUNT = {
  height: ROVER.rideHeight + cameraMount.position[2],
  pitch: cameraMount.pitch,
} as const;

/** Where the middle of the pair is on the rover. */
export const BODY_FROM_PAIR = mountCamera(cameraMount.position, 0, cameraMount.pitch);

/** The left eye of the rover's pair. */
export function lagrView(): PinholeView {
  return { ...stereoIntrinsics(LAGR_STEREO), baseline: LAGR_STEREO.baseline };
}

/** Stereo frames of training worlds, standing still: frame `index` of a seed is the same for ever. */
export class StereoFrames {
  readonly pair: StereoCamera;
  readonly #renderer: Renderer;
  readonly #seed: number;
  readonly #biomes: readonly string[];
  #world: { readonly number: number; readonly landscape: OffroadLandscape; scene: Scene } | null =
    null;

  private constructor(gpu: GPUDevice, renderer: Renderer, seed: number, biomes: readonly string[]) {
    this.#renderer = renderer;
    this.#seed = seed;
    this.#biomes = biomes;
    this.pair = new StereoCamera(renderer, gpu, LAGR_STEREO);
  }

  /**
   * @param biomes Of the worlds, in turn.
   * @throws {RangeError} If there is no such biome.
   */
  static async create(
    gpu: GPUDevice,
    seed: number,
    biomes: readonly string[] = TRAINING_BIOMES,
  ): Promise<StereoFrames> {
    biomes.forEach(biomeNamed);
    return new StereoFrames(gpu, await Renderer.create(gpu), seed, biomes);
  }

  /** Encodes and submits the drawing of both eyes in frame `index`; gives the light that it is drawn in. */
  render(index: number): Light {
    const { landscape, scene } = this.#worldOf(index);
    const random = randomStream(this.#seed, `lagr frame ${index}`);
    const light = randomLight(random);
    const tip = () => (random() + random() + random() - 1.5) * 0.08;
    const place = randomClearPose(landscape, random);
    const worldFromBody = standingPose(landscape.terrain, place, { pitch: tip(), roll: tip() });
    this.pair.resetHistory();
    this.pair.expose(scene, compose(worldFromBody, BODY_FROM_PAIR), light);
    return light;
  }

  #worldOf(index: number) {
    const number = Math.floor(index / FRAMES_OF_WORLD);
    if (this.#world?.number === number) return this.#world;
    this.#world?.scene.dispose();
    const draw = randomStream(this.#seed, `lagr world ${number}`);
    const biome = biomeNamed(this.#biomes[number % this.#biomes.length]!);
    const landscape = createLandscape(trainingWorld(draw()), biome);
    return this.#world = { number, landscape, scene: this.#renderer.createScene(landscape) };
  }

  dispose(): void {
    this.#world?.scene.dispose();
    this.pair.dispose();
    this.#renderer.dispose();
  }
}
