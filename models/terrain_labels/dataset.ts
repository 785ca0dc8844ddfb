import { randomClearPose } from "../../sim/clear_pose.ts";
import { createLandscape, type OffroadLandscape } from "../../sim/landscape.ts";
import { compose } from "../../sim/pose.ts";
import { type Random, randomStream } from "../../sim/random.ts";
import type { Scene } from "../../sim/render/mod.ts";
import { mountCamera } from "../../sim/sensors/camera.ts";
import { cameraMount } from "../../sim/vehicles/rover_design.ts";
import { randomLean, standingPose } from "../../sim/vehicles/standing_pose.ts";
import type { Light } from "../../sim/weather/light.ts";
import { randomLight } from "../../sim/weather/weathers.ts";
import { channelsOf } from "../labelling/dataset/channels.ts";
import type { RenderedFrames } from "../labelling/dataset/rendered_frames.ts";
import { Studio } from "../labelling/dataset/studio.ts";
import {
  type FrameSource,
  scoringVisits,
  trainingTurn,
  trainingWorld,
  type WorldRange,
} from "../worlds.ts";
import { CLASSES } from "./classes.ts";

/** How the net's output channels stand to the world's labels. */
export const CHANNELS = channelsOf(CLASSES);

/** Where one frame is taken. */
export interface FrameDraw {
  /** Seed of its world. */
  readonly world: number;
  /** Draws pose and light. */
  readonly random: Random;
}

const BODY_FROM_CAMERA = mountCamera(cameraMount.position, 0, cameraMount.pitch);

/** Worlds alive at a time in training: a batch then mixes that many places. */
const LIVE_WORLDS = 8;

/**
 * Training frames: frame `index` is the same picture for ever, so nothing is stored. Frames cycle
 * over `LIVE_WORLDS` places; see {@link trainingTurn}.
 */
export function trainingFrames(seed: number, framesPerWorld: number): FrameSource<FrameDraw> {
  return {
    draw(index) {
      const { place, generation } = trainingTurn(index, LIVE_WORLDS, framesPerWorld);
      const world = trainingWorld(randomStream(seed, `world ${place} ${generation}`)());
      return { world, random: randomStream(seed, `frame ${index}`) };
    },
  };
}

/**
 * Frames to score on; see {@link scoringVisits}.
 *
 * @throws {RangeError} If a world's number would be no seed, or a frame beyond the range is drawn.
 */
export function scoringFrames(range: WorldRange): FrameSource<FrameDraw> {
  const visits = scoringVisits(range);
  return {
    draw(index) {
      const { world, visit } = visits.draw(index);
      return { world, random: randomStream(world, `frame ${visit}`) };
    },
  };
}

/** What a frame was taken in. */
export interface FrameSetting {
  readonly light: Light;
}

/** A world that frames are taken of. */
interface Place {
  readonly landscape: OffroadLandscape;
  readonly scene: Scene;
}

/** Frames of a source as they are rendered: colour and class ids stand in the camera's textures. */
export async function renderedFrames(
  gpu: GPUDevice,
  source: FrameSource<FrameDraw>,
  size: { readonly width: number; readonly height: number },
): Promise<RenderedFrames<FrameSetting>> {
  const studio = await Studio.create<Place>(gpu, size, LIVE_WORLDS);
  const { renderer, camera } = studio;
  return {
    camera,
    render(index) {
      const { world, random } = source.draw(index);
      const { landscape, scene } = studio.world(world, () => {
        const landscape = createLandscape(world);
        return { landscape, scene: renderer.createScene(landscape) };
      });
      const light = randomLight(random);
      const place = randomClearPose(landscape, random);
      const worldFromBody = standingPose(landscape.terrain, place, randomLean(random));
      camera.resetHistory();
      renderer.render(scene, camera, compose(worldFromBody, BODY_FROM_CAMERA), light);
      return { light };
    },
    dispose: () => studio.dispose(),
  };
}
