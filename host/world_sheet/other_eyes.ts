import type { Pose } from "../../sim/pose.ts";
import { compose, fromYawPitchRoll } from "../../sim/pose.ts";
import {
  Lidar,
  type Moment,
  readReturns,
  type Renderer,
  type Scene,
  SensorCamera,
  StereoCamera,
} from "../../sim/render/mod.ts";
import { type CameraSpec, ROVER_CAMERA } from "../../sim/sensors/camera.ts";
import { AUTO_EXPOSURE, MACHINE_VISION_NOISE } from "../../sim/sensors/film.ts";
import { CAR_LIDAR } from "../../sim/sensors/lidar.ts";
import type { Light } from "../../sim/weather/light.ts";
import type { Readback, ReadSource } from "../../vision/mod.ts";
import { labelColour, ramp } from "./palette.ts";

const OTHER_EYES = ["fisheye", "noise", "blur", "rolling", "disparity", "lidar"] as const;

/** A look through another eye than the plain camera. */
export type OtherEye = typeof OTHER_EYES[number];

/** Whether a look goes through another eye. */
export function isOtherEye(look: string): look is OtherEye {
  return OTHER_EYES.some((eye) => eye === look);
}

/** What an eye is shown: a scene as it was a frame ago and as it is. */
export interface Sight {
  readonly renderer: Renderer;
  readonly gpu: GPUDevice;
  readonly readback: Readback;
  readonly scene: Scene;
  readonly light: Light;
  readonly moment: Moment;
  readonly worldFromCamera: Pose;
  /** The vehicle's body: where a lidar is mounted. */
  readonly worldFromBody: Pose;
  readonly hidden: number;
  readonly width: number;
  readonly height: number;
}

/** Metres from the middle of a lidar's picture to its upper edge. */
const LIDAR_REACH = 36;
/** The pair stands this wide, metres. */
const BASELINE = 0.3;
/** A head that turns this fast shows blur, and what a rolling shutter does, radians a frame. */
const PAN = { blur: 0.07, rolling: 0.3 } as const;

/** The RGBA bytes of what an eye sees. */
export function lookThrough(eye: OtherEye, sight: Sight): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = sight;
  const plain: CameraSpec = { ...ROVER_CAMERA, width, height, fovDeg: 76 };
  switch (eye) {
    case "fisheye":
      return throughSensor(sight, {
        ...plain,
        fovDeg: 170,
        lens: { model: "kannala_brandt", coverageDeg: 190 },
        film: { vignetting: 0.4 },
      });
    case "noise":
      return throughSensor(
        sight,
        { ...plain, film: { noise: MACHINE_VISION_NOISE, autoExposure: AUTO_EXPOSURE } },
        { frames: 12 },
      );
    case "blur":
      return throughSensor(sight, { ...plain, film: { shutter: { open: 1, samples: 24 } } }, {
        frames: 2,
        pan: PAN.blur,
      });
    case "rolling":
      return throughSensor(sight, { ...plain, readout: 1 }, { frames: 2, pan: PAN.rolling });
    case "disparity":
      return disparity(sight, plain);
    case "lidar":
      return fromAbove(sight);
  }
}

/** Takes some frames, the head turning before the last, and reads the last. */
async function throughSensor(
  sight: Sight,
  spec: CameraSpec,
  { frames = 1, pan = 0 } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { renderer, gpu, scene, worldFromCamera, light, moment, hidden } = sight;
  const camera = new SensorCamera(renderer, gpu, spec, 1);
  camera.hidden = hidden;
  for (let frame = 1; frame <= frames; frame++) {
    const turned = frame < frames ? pan : 0;
    // About the camera's own vertical, which points down.
    const pose = compose(worldFromCamera, {
      position: [0, 0, 0],
      orientation: [0, Math.sin(turned / 2), 0, Math.cos(turned / 2)],
    });
    camera.expose(scene, pose, light, moment);
  }
  const [rgba] = await read(sight, [{ texture: camera.colour, bytesPerPixel: 4 }]);
  camera.dispose();
  return rgba!;
}

async function disparity(sight: Sight, plain: CameraSpec): Promise<Uint8Array<ArrayBuffer>> {
  const { renderer, gpu, scene, worldFromCamera, light, moment, hidden } = sight;
  const pair = new StereoCamera(renderer, gpu, {
    ...plain,
    outputs: ["depth"],
    baseline: BASELINE,
  });
  pair.hidden = hidden;
  pair.expose(scene, worldFromCamera, light, moment);
  const [bytes] = await read(sight, [{ texture: pair.disparity("left"), bytesPerPixel: 4 }]);
  pair.dispose();
  const pixels = new Float32Array(bytes!.buffer);
  return painted(pixels.length, (at) => ramp(Math.sqrt(pixels[at]! / 12)));
}

/** Returns of a scan as seen from above, forward upwards, in the colours of their classes. */
async function fromAbove(sight: Sight): Promise<Uint8Array<ArrayBuffer>> {
  const { renderer, gpu, scene, worldFromBody, light, hidden, width, height } = sight;
  const lidar = new Lidar(renderer, gpu, CAR_LIDAR, 1);
  lidar.hidden = hidden;
  const mount = { position: [0, 0, 1.3], orientation: fromYawPitchRoll(0) } as const;
  lidar.scan(scene, compose(worldFromBody, mount), light);
  const [bytes] = await read(sight, [{ buffer: lidar.returns, size: lidar.returns.size }]);
  lidar.dispose();
  const rgba = painted(width * height, () => [24, 26, 32]);
  const scale = height / 2 / LIDAR_REACH;
  for (const { x, y, label } of readReturns(bytes!)) {
    const u = Math.round(width / 2 - y * scale), v = Math.round(height / 2 - x * scale);
    if (u < 0 || v < 0 || u >= width || v >= height) continue;
    rgba.set(labelColour(label), 4 * (v * width + u));
  }
  return rgba;
}

function painted(
  count: number,
  colour: (at: number) => readonly [number, number, number],
): Uint8Array<ArrayBuffer> {
  const rgba = new Uint8Array(4 * count).fill(255);
  for (let at = 0; at < count; at++) rgba.set(colour(at), 4 * at);
  return rgba;
}

function read(
  { gpu, readback }: Sight,
  sources: readonly ReadSource[],
): PromiseLike<Uint8Array<ArrayBuffer>[]> {
  const encoder = gpu.createCommandEncoder();
  const ticket = readback.enqueue(encoder, sources);
  gpu.queue.submit([encoder.finish()]);
  return ticket;
}
