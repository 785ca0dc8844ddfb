import type { Camera } from "../../../sim/render/mod.ts";

/** Frames of worlds, rendered as they are asked for; frame `index` is the same for ever. */
export interface RenderedFrames<Setting> {
  /** Whose textures the newest frame stands in: colour and `ids`. */
  readonly camera: Camera;
  /** Encodes and submits the rendering of frame `index`; gives what it was taken in. */
  render(index: number): Setting;
  dispose(): void;
}
