import type { Light } from "../../sim/weather/light.ts";
import { channelsOf } from "../labelling/dataset/channels.ts";
import type { RenderedFrames } from "../labelling/dataset/rendered_frames.ts";
import { Studio } from "../labelling/dataset/studio.ts";
import type { FrameSource } from "../worlds.ts";
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

/** Frames of a source as they are rendered: colour and class ids stand in the camera's textures. */
export async function renderedFrames(
  gpu: GPUDevice,
  source: FrameSource<FrameDraw>,
  size: { readonly width: number; readonly height: number },
): Promise<RenderedFrames<FrameSetting>> {
  const studio = await Studio.create<Stage>(gpu, size, LIVE_WORLDS);
  const { renderer, camera } = studio;
  return {
    camera,
    render(index) {
      const { scenario, world, visit, random } = source.draw(index);
      const steps = STEPS * Math.floor(visit / STEPS);
      const stage = studio.world(
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
    },
    dispose: () => studio.dispose(),
  };
}
