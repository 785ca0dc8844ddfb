import type { Camera } from "../../sim/render/mod.ts";
import type { Light } from "../../sim/weather/light.ts";
import { channelsOf } from "../labelling/dataset/channels.ts";
import type { RenderedFrames } from "../labelling/dataset/rendered_frames.ts";
import { Studio } from "../labelling/dataset/studio.ts";
import type { FrameSource } from "../labelling/worlds.ts";
import { CLASSES } from "./classes.ts";
import { dayLight, nightLight } from "./dataset/frame_light.ts";
import { Stage } from "./dataset/stage.ts";
import { type FrameDraw, LIVE_WORLDS } from "./frame_source.ts";

/** How the net's output channels stand to the world's labels. */
export const CHANNELS = channelsOf(CLASSES);

/** Steps that what moves goes on by at a time, whenever as many frames were taken. */
const STEPS = 8;

/** What a frame was taken in. */
export interface FrameSetting {
  readonly scenario: string;
  readonly light: Light;
}

/** Renders the frames of a source: colour and class ids stand in the camera's textures. */
export class FrameRenderer implements RenderedFrames<FrameSetting> {
  readonly #studio: Studio<Stage>;
  readonly #source: FrameSource<FrameDraw>;

  private constructor(studio: Studio<Stage>, source: FrameSource<FrameDraw>) {
    this.#studio = studio;
    this.#source = source;
  }

  static async create(
    gpu: GPUDevice,
    source: FrameSource<FrameDraw>,
    size: { readonly width: number; readonly height: number },
  ): Promise<FrameRenderer> {
    return new FrameRenderer(await Studio.create(gpu, size, LIVE_WORLDS), source);
  }

  get camera(): Camera {
    return this.#studio.camera;
  }

  /** Encodes and submits the rendering of frame `index`. */
  render(index: number): FrameSetting {
    const { scenario, world, visit, random } = this.#source.draw(index);
    const { renderer, camera } = this.#studio;
    const steps = STEPS * Math.floor(visit / STEPS);
    const stage = this.#studio.world(
      `${scenario} ${world}`,
      () => new Stage(scenario, world, renderer),
      // What moves goes on, never back.
      (stage) => stage.steps <= steps,
    );
    stage.advance(steps);
    const light = stage.night ? nightLight(random) : dayLight(random);
    const { worldFromCamera, hidden } = stage.look(random);
    camera.hidden = hidden;
    camera.resetHistory();
    const moment = { time: 60 * random() };
    renderer.render(stage.scene, camera, worldFromCamera, light, moment);
    return { scenario, light };
  }

  dispose(): void {
    this.#studio.dispose();
  }
}
