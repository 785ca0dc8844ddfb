import { type Camera, Renderer } from "../../sim/render/mod.ts";
import { ROVER_CAMERA } from "../../sim/sensors/camera.ts";
import type { Light } from "../../sim/weather/light.ts";
import { channelsOf } from "../labelling/dataset/channels.ts";
import type { RenderedFrames } from "../labelling/dataset/rendered_frames.ts";
import { CLASSES } from "./classes.ts";
import { dayLight, nightLight } from "./dataset/frame_light.ts";
import { Stage } from "./dataset/stage.ts";
import { type FrameSource, LIVE_WORLDS } from "./frame_source.ts";

const { ofLabel, labels, colours } = channelsOf(CLASSES);

/** Channel of the net for each label id; 255 (ignored) for labels it does not tell apart. */
export const CHANNEL_OF_LABEL = ofLabel;
/** Label id for each channel of the net. */
export const LABEL_OF_CHANNEL = labels;
/** sRGB colour, `0..255`, in which pictures show each channel of the net. */
export const COLOUR_OF_CHANNEL = colours;

/** Steps that what moves goes on by at a time, whenever as many frames were taken. */
const STEPS = 8;

/** What a frame was taken in. */
export interface FrameSetting {
  readonly scenario: string;
  readonly light: Light;
}

/** Renders the frames of a source: colour and class ids stand in the camera's textures. */
export class FrameRenderer implements RenderedFrames<FrameSetting> {
  readonly camera: Camera;
  readonly #renderer: Renderer;
  readonly #source: FrameSource;
  /** Newest last; a world not used for the longest time makes room. */
  readonly #stages = new Map<string, Stage>();

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
    const { scenario, world, visit, random } = this.#source.draw(index);
    const steps = STEPS * Math.floor(visit / STEPS);
    const stage = this.#stage(scenario, world, steps);
    stage.advance(steps);
    const light = stage.night ? nightLight(random) : dayLight(random);
    const { worldFromCamera, hidden } = stage.look(random);
    this.camera.hidden = hidden;
    this.camera.resetHistory();
    const moment = { time: 60 * random() };
    this.#renderer.render(stage.scene, this.camera, worldFromCamera, light, moment);
    return { scenario, light };
  }

  dispose(): void {
    for (const { scene } of this.#stages.values()) scene.dispose();
    this.#stages.clear();
    this.camera.dispose();
    this.#renderer.dispose();
  }

  /** That world, no further than `steps` steps from its start. */
  #stage(scenario: string, seed: number, steps: number): Stage {
    const key = `${scenario} ${seed}`;
    const known = this.#stages.get(key);
    this.#stages.delete(key);
    if (known && known.steps <= steps) {
      this.#stages.set(key, known);
      return known;
    }
    known?.scene.dispose();
    if (this.#stages.size >= LIVE_WORLDS) {
      const [oldest, { scene }] = this.#stages.entries().next().value!;
      scene.dispose();
      this.#stages.delete(oldest);
    }
    const stage = new Stage(scenario, seed, this.#renderer);
    this.#stages.set(key, stage);
    return stage;
  }
}
