import { labelNamed } from "../../sim/labels.ts";
import type { ObjectTruth } from "../../sim/truth/object_truth.ts";
import { type Colour, entityColour, hue, labelColour, ramp } from "./palette.ts";
import type { OtherEye } from "./other_eyes.ts";
import type { Look } from "./shots.ts";

/** The pictures of a frame on the CPU, rows from the top. */
export interface FramePictures {
  readonly width: number;
  readonly height: number;
  readonly colour: Uint8Array;
  readonly ids: Uint32Array;
  readonly depth: Float32Array;
  readonly normal: Uint8Array;
  /** `(x, y)` of every pixel. */
  readonly flow: Float32Array;
  readonly occluded: Uint8Array;
  readonly albedo: Uint8Array;
  readonly traversability: Float32Array;
  readonly overGround: Float32Array;
  readonly objects: readonly ObjectTruth[];
}

/** What the plain camera shows. */
type PlainLook = Exclude<Look, OtherEye>;

const SKY = labelNamed("sky").id;
/** What is this near is darkest, and this far lightest, metres. */
const DEPTH_RANGE = [2, 120] as const;
/** What is this high over the ground is lightest, metres. */
const HIGHEST = 8;
/** Flow of this many pixels is drawn in full colour. */
const FASTEST = 12;

/** The RGBA bytes that show a picture of a frame to a person. */
export function tileOf(frame: FramePictures, look: PlainLook): Uint8Array<ArrayBuffer> {
  const { width, height } = frame;
  const rgba = new Uint8Array(width * height * 4);
  const paint = colouring(frame, look);
  for (let at = 0; at < width * height; at++) {
    rgba.set(paint(at), 4 * at);
    rgba[4 * at + 3] = 255;
  }
  if (look === "boxes") {
    for (const object of frame.objects) outline(rgba, frame, object);
  }
  return rgba;
}

function colouring(frame: FramePictures, look: PlainLook): (at: number) => Colour {
  const { ids, depth, normal, flow, occluded, albedo, traversability, overGround, colour } = frame;
  const bytes = (data: Uint8Array) => (at: number): Colour => [
    data[4 * at]!,
    data[4 * at + 1]!,
    data[4 * at + 2]!,
  ];
  switch (look) {
    case "colour":
    case "boxes":
      return bytes(colour);
    case "classes":
    case "ids":
      return (at) => labelColour(ids[at]! >>> 24);
    case "instances":
      return (at) => entityColour(ids[at]! & 0xffffff);
    case "depth": {
      const [near, far] = DEPTH_RANGE.map(Math.log) as [number, number];
      return (at) => ramp((Math.log(depth[at]!) - near) / (far - near));
    }
    case "normal":
      return bytes(normal);
    case "flow":
      return (at) => {
        const [x, y] = [flow[2 * at]!, flow[2 * at + 1]!];
        const turn = Math.atan2(y, x) / (2 * Math.PI) + 1;
        return hue(turn % 1, Math.min(1, Math.hypot(x, y) / FASTEST), 1);
      };
    case "hidden":
      return (at) => occluded[at] ? [226, 92, 60] : [236, 236, 230];
    case "albedo":
      return bytes(albedo);
    case "traversability":
      return (at) => ids[at]! >>> 24 === SKY ? [0, 0, 0] : ramp(traversability[at]!);
    case "height":
      return (at) => ids[at]! >>> 24 === SKY ? [0, 0, 0] : ramp(overGround[at]! / HIGHEST);
  }
}

/** Draws the visible box of an object, its joints and landmarks that are seen. */
function outline(
  rgba: Uint8Array,
  { width, height }: FramePictures,
  { label, visibleBox, visiblePixels, landmarks }: ObjectTruth,
): void {
  if (!visibleBox || visiblePixels < 12) return;
  const colour = labelColour(labelNamed(label).id);
  const dot = (u: number, v: number) => {
    if (u < 0 || v < 0 || u >= width || v >= height) return;
    rgba.set(colour, 4 * (v * width + u));
  };
  const { left, top, right, bottom } = visibleBox;
  for (let u = left; u <= right; u++) dot(u, top), dot(u, bottom);
  for (let v = top; v <= bottom; v++) dot(left, v), dot(right, v);
  if (visiblePixels < 250) return;
  for (const { u, v, state } of landmarks) {
    if (state !== "visible") continue;
    for (const [du, dv] of [[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1]] as const) {
      const [x, y] = [Math.round(u) + du, Math.round(v) + dv];
      if (x >= 0 && y >= 0 && x < width && y < height) {
        rgba.set([255, 230, 40], 4 * (y * width + x));
      }
    }
  }
}
