import { Matrix4, Vector2, Vector3 } from "three/webgpu";
import { type Pose, rotate, type Vec3 } from "../pose.ts";
import { type CameraSpec, type Intrinsics } from "../sensors/camera.ts";
import { type Light } from "../weather/light.ts";
import { LampUniforms } from "./lamps/lamp_uniforms.ts";
import { renderGroup, uniform } from "./tsl.ts";
import { type Moment, START } from "./weather/moment.ts";
import { PrecipitationUniforms } from "./weather/precipitation_uniforms.ts";

function matrix() {
  return uniform(new Matrix4()).setGroup(renderGroup);
}
function vector() {
  return uniform(new Vector3()).setGroup(renderGroup);
}
function scalar() {
  return uniform(0).setGroup(renderGroup);
}

/** Everything that changes from frame to frame and that shaders read: one set for all materials. */
export class FrameUniforms {
  readonly clipFromWorld = matrix();
  readonly previousClipFromWorld = matrix();
  readonly eye = vector();
  readonly forward = vector();
  /** From the middle of the picture to its right and upper edge, at unit distance. */
  readonly toRight = vector();
  readonly toTop = vector();
  readonly far = scalar();
  /** The same of the camera's previous frame. */
  readonly previousForward = vector();
  readonly previousToRight = vector();
  readonly previousToTop = vector();
  /** Share of the time between frames that reading the rows takes; see `rolledClip`. */
  readonly readout = scalar();
  /** Picture heights a row. */
  readonly perRow = scalar();
  /** Turns a difference of clip coordinates into pixels, x right and y down. */
  readonly pixelsPerClip = uniform(new Vector2()).setGroup(renderGroup);
  /** Which layer of the scene textures is drawn. */
  readonly layer = uniform(0, "int").setGroup(renderGroup);
  /** How far noise moves the edges of ground classes. */
  readonly edge = scalar();
  /** Side of the landscape that is drawn, metres. */
  readonly worldSize = scalar();

  readonly sunDirection = vector();
  readonly sunColour = vector();
  readonly skyZenith = vector();
  readonly skyHorizon = vector();
  readonly ambientSky = vector();
  readonly ambientGround = vector();
  readonly cloudCover = scalar();
  readonly fogDensity = scalar();
  readonly fogColour = vector();
  readonly exposure = scalar();
  readonly discGain = scalar();
  readonly glowColour = vector();
  readonly glowDirection = vector();
  readonly stars = scalar();
  /** 0 by day, 1 by night: how brightly lamps and windows burn. */
  readonly night = scalar();
  readonly wetness = scalar();
  readonly snowCover = scalar();
  readonly precipitation = new PrecipitationUniforms();
  readonly lamps = new LampUniforms();

  setLight(light: Light, moment: Moment = START): void {
    put(this.sunDirection.value, light.sunDirection);
    put(this.sunColour.value, light.sunColour);
    put(this.skyZenith.value, light.skyZenith);
    put(this.skyHorizon.value, light.skyHorizon);
    put(this.ambientSky.value, light.ambientSky);
    put(this.ambientGround.value, light.ambientGround);
    put(this.fogColour.value, light.fogColour);
    this.cloudCover.value = light.cloudCover;
    this.fogDensity.value = light.fogDensity;
    this.exposure.value = light.exposure;
    put(this.glowColour.value, light.glowColour);
    put(this.glowDirection.value, light.glowDirection);
    this.discGain.value = light.discGain;
    this.stars.value = light.stars;
    this.night.value = light.night;
    this.wetness.value = light.wetness;
    this.snowCover.value = light.snowCover;
    this.precipitation.set(light, moment);
  }

  /** @param before The camera's pose in its previous frame. */
  setView(
    now: Pose,
    before: Pose,
    clipFromWorld: readonly number[],
    previousClipFromWorld: readonly number[],
    camera: Intrinsics,
    { far, readout = 0 }: Pick<CameraSpec, "far" | "readout">,
  ): void {
    this.clipFromWorld.value.fromArray(clipFromWorld);
    this.previousClipFromWorld.value.fromArray(previousClipFromWorld);
    put(this.eye.value, now.position);
    const { width, height, fx, fy } = camera;
    const ways = [[0, 0, 1], [width / 2 / fx, 0, 0], [0, -height / 2 / fy, 0]] as const;
    const [forward, toRight, toTop] = ways.map((way) => rotate(now.orientation, way));
    put(this.forward.value, forward!);
    put(this.toRight.value, toRight!);
    put(this.toTop.value, toTop!);
    const [forwardThen, toRightThen, toTopThen] = ways.map((way) =>
      rotate(before.orientation, way)
    );
    put(this.previousForward.value, forwardThen!);
    put(this.previousToRight.value, toRightThen!);
    put(this.previousToTop.value, toTopThen!);
    this.far.value = far;
    this.readout.value = readout;
    this.perRow.value = 1 / height;
    this.pixelsPerClip.value.set(width / 2, -height / 2);
  }
}

function put(target: Vector3, [x, y, z]: Vec3): void {
  target.set(x, y, z);
}
