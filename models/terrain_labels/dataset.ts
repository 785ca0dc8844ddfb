import { type GroundPose, randomClearPose } from "../../sim/clear_pose.ts";
import { assertSeed, createLandscape, type OffroadLandscape } from "../../sim/landscape.ts";
import { compose, fromYawPitchRoll, type Pose, rotate } from "../../sim/pose.ts";
import { type Random, randomStream } from "../../sim/random.ts";
import { type Camera, Renderer, type Scene } from "../../sim/render/mod.ts";
import { mountCamera, ROVER_CAMERA } from "../../sim/sensors/camera.ts";
import { cameraMount, ROVER } from "../../sim/vehicles/rover_design.ts";
import type { Light } from "../../sim/weather/light.ts";
import { randomLight } from "../../sim/weather/weathers.ts";
import { channelsOf } from "../labelling/dataset/channels.ts";
import type { RenderedFrames } from "../labelling/dataset/rendered_frames.ts";
import { CLASSES } from "./classes.ts";

const { ofLabel, labels, colours } = channelsOf(CLASSES);

/** Channel of the net for each label id; 255 (ignored) for labels it does not tell apart. */
export const CHANNEL_OF_LABEL = ofLabel;
/** Label id for each channel of the net. */
export const LABEL_OF_CHANNEL = labels;
/** sRGB colour, `0..255`, in which pictures show each channel of the net. */
export const COLOUR_OF_CHANNEL = colours;

/** Worlds for training; validation and test worlds lie elsewhere and are never drawn here. */
const TRAIN_WORLDS = { first: 0, count: 1_000_000 } as const;

/** A world's number is an unsigned 32-bit seed. */
const MAX_WORLD = 0xffff_ffff;

/** How frames are drawn from worlds. */
export interface FrameSource {
  /** The world of frame `index`, and a stream for its pose and light. */
  draw(index: number): { world: number; random: Random };
}

const BODY_FROM_CAMERA = mountCamera(cameraMount.position, 0, cameraMount.pitch);

/** Worlds alive at a time in training: a batch then mixes that many places. */
const LIVE_WORLDS = 8;

/**
 * Training frames: frame `index` is the same picture for ever, so nothing is stored. Frames cycle
 * over `LIVE_WORLDS` places; each place moves to a new world after `framesPerWorld` of its frames,
 * one place at a time.
 */
export function trainingFrames(seed: number, framesPerWorld: number): FrameSource {
  const stagger = Math.floor(framesPerWorld / LIVE_WORLDS);
  return {
    draw(index) {
      const place = index % LIVE_WORLDS;
      const visit = Math.floor(index / LIVE_WORLDS) + place * stagger;
      const generation = Math.floor(visit / framesPerWorld);
      const drawWorld = randomStream(seed, `world ${place} ${generation}`);
      const world = TRAIN_WORLDS.first + Math.floor(drawWorld() * TRAIN_WORLDS.count);
      return { world, random: randomStream(seed, `frame ${index}`) };
    },
  };
}

/**
 * `count` frames to score on: `framesPerWorld` of each of the worlds `firstWorld`, `firstWorld + 1`,
 * ... Frame `index` depends on its world alone, not on how many are asked for.
 *
 * @throws {RangeError} If a world's number would be no seed, or a frame beyond `count` is drawn.
 */
export function scoringFrames(
  firstWorld: number,
  framesPerWorld: number,
  count: number,
): FrameSource {
  assertSeed(firstWorld);
  const worlds = Math.ceil(count / framesPerWorld);
  if (firstWorld + worlds - 1 > MAX_WORLD) {
    throw new RangeError(
      `Cannot take ${count} frames from world ${firstWorld} on: they need ${worlds} worlds, the ` +
        `last world is ${MAX_WORLD}`,
    );
  }
  return {
    draw(index) {
      if (!(index >= 0 && index < count)) {
        throw new RangeError(`Cannot draw frame ${index}: there are ${count}`);
      }
      const world = firstWorld + Math.floor(index / framesPerWorld);
      return { world, random: randomStream(world, `frame ${index % framesPerWorld}`) };
    },
  };
}

/** What a frame was taken in. */
export interface FrameSetting {
  readonly light: Light;
}

/** Renders the frames of a source: colour and class ids stand in the camera's textures. */
export class FrameRenderer implements RenderedFrames<FrameSetting> {
  readonly camera: Camera;
  readonly #renderer: Renderer;
  readonly #source: FrameSource;
  /** Newest last; a world not used for the longest time makes room. */
  readonly #scenes = new Map<number, { landscape: OffroadLandscape; scene: Scene }>();

  private constructor(renderer: Renderer, source: FrameSource, camera: Camera) {
    this.#renderer = renderer;
    this.#source = source;
    this.camera = camera;
  }

  static async create(
    gpu: GPUDevice,
    source: FrameSource,
    size: { width: number; height: number },
  ): Promise<FrameRenderer> {
    const renderer = await Renderer.create(gpu);
    const camera = renderer.createCamera({ ...ROVER_CAMERA, ...size, outputs: ["ids"] });
    return new FrameRenderer(renderer, source, camera);
  }

  /** Encodes and submits the rendering of frame `index`. */
  render(index: number): FrameSetting {
    const { world, random } = this.#source.draw(index);
    const { landscape, scene } = this.#scene(world);
    const light = randomLight(random);
    const worldFromBody = standingPose(landscape, randomClearPose(landscape, random), random);
    this.camera.resetHistory();
    this.#renderer.render(scene, this.camera, compose(worldFromBody, BODY_FROM_CAMERA), light);
    return { light };
  }

  dispose(): void {
    for (const { scene } of this.#scenes.values()) scene.dispose();
    this.#scenes.clear();
    this.camera.dispose();
    this.#renderer.dispose();
  }

  #scene(world: number): { landscape: OffroadLandscape; scene: Scene } {
    const known = this.#scenes.get(world);
    if (known) {
      this.#scenes.delete(world);
      this.#scenes.set(world, known);
      return known;
    }
    if (this.#scenes.size >= LIVE_WORLDS) {
      const [oldest, entry] = this.#scenes.entries().next().value!;
      entry.scene.dispose();
      this.#scenes.delete(oldest);
    }
    const landscape = createLandscape(world);
    const entry = { landscape, scene: this.#renderer.createScene(landscape) };
    this.#scenes.set(world, entry);
    return entry;
  }
}

/** A pose of the rover's body standing still: along the slope, tipped a little by springs and bumps. */
function standingPose(landscape: OffroadLandscape, place: GroundPose, random: Random): Pose {
  const { x, y, yaw } = place;
  const { terrain } = landscape;
  const [dzdx, dzdy] = terrain.gradient(x, y);
  const uphill = dzdx * Math.cos(yaw) + dzdy * Math.sin(yaw);
  const leftUp = -dzdx * Math.sin(yaw) + dzdy * Math.cos(yaw);
  const jitter = () => (random() + random() + random() - 1.5) * 0.06;
  const orientation = fromYawPitchRoll(
    yaw,
    -Math.atan(uphill) + jitter(),
    Math.atan(leftUp) + jitter(),
  );
  const [ux, uy, uz] = rotate(orientation, [0, 0, ROVER.rideHeight]);
  return { position: [x + ux, y + uy, terrain.height(x, y) + uz], orientation };
}
