import { leftEyeOf } from "../../models/lagr/dataset.ts";
import { mountedPlane } from "../../models/lagr/ground_plane.ts";
import { type FarReading } from "../../models/lagr/far_reading.ts";
import { LongRangeEye, tuneLongRangeEye } from "../../models/lagr/long_range_eye.ts";
import { type NearReading, ShortRangeEye } from "../../models/lagr/short_range_eye.ts";
import { compose } from "../../sim/pose.ts";
import type { Scene } from "../../sim/render/mod.ts";
import { mountCamera } from "../../sim/sensors/camera.ts";
import { ROVER_STEREO, stereoIntrinsics } from "../../sim/sensors/stereo.ts";
import type { World } from "../../sim/world.ts";
import { type Device, type Held, Holdings, Readback } from "../../vision/mod.ts";
import type { AgentEyes, EyesParts, EyesShown, Standpoint } from "../agent_eyes.ts";
import { lagrSight, LagrViews, lookState } from "./lagr_views.ts";
import { LateReadings } from "../late_readings.ts";
import { median } from "../session/median.ts";
import type { FarSight } from "../session/protocol.ts";
import type { LagrAgent } from "./lagr_agent.ts";
import { raysFromOrigin } from "./rays_from_origin.ts";
import { StereoPair } from "./stereo_pair.ts";

/** The fast loop: ten small pairs a second of simulated time, heeded 50 ms later. */
const NEAR = { period: 6, latency: 3, width: 160, height: 120 } as const;
/** The slow one: two pairs a second, heeded 400 ms later. */
const FAR = { period: 30, latency: 24, width: 320, height: 240 } as const;

/** A reading, and the left picture that it is of, RGBA, where somebody watches. */
interface Look<Reading> {
  readonly reading: Reading;
  readonly colour: Uint8Array<ArrayBuffer> | null;
}

/** A pair and the eye behind it. */
interface Sight<Eye> {
  readonly pair: StereoPair;
  readonly eye: Eye;
}

/**
 * The eyes of the robot that teaches itself to see far: a small pair that stereo reads ten times a second, and
 * a larger one that is classified as far as it shows ground, twice a second, by what stereo taught.
 */
export class LagrEyes implements AgentEyes {
  readonly sight: FarSight;
  /** What the last looks gave. */
  #nearLook: Look<NearReading> | null = null;
  #farLook: Look<FarReading> | null = null;
  readonly #views: LagrViews | null;
  readonly #readback: Readback | null;
  readonly #agent: LagrAgent;
  readonly #parts: EyesParts;
  readonly #holdings = new Holdings();
  readonly #near: Sight<ShortRangeEye>;
  readonly #far: Sight<LongRangeEye> | null;
  readonly #nearLoop: LateReadings<Look<NearReading>>;
  readonly #farLoop: LateReadings<Look<FarReading>> | null;
  #scene: Scene | null = null;
  #at: Standpoint | null = null;
  #fresh = false;
  #pictureTick = 0;
  /** Of the wheels, up to the last far look. */
  #slips = 0;
  /** Wall seconds at which the first picture of the episode was taken, and the last reading heeded. */
  #first = NaN;
  #last = NaN;

  /** @throws {CheckpointError} If the weights are broken or of another net. */
  constructor(agent: LagrAgent, parts: EyesParts) {
    const { device, vehicle, longRange, watched } = parts;
    this.#agent = agent;
    this.#parts = parts;
    this.sight = lagrSight(longRange ? longRange.adapt ? "learns" : "fixed" : "none");
    const { camera, rideHeight } = vehicle;
    const mounting = mountedPlane(rideHeight + camera.position[2], camera.pitch);
    const own = <Thing extends Held>(thing: Thing): Thing => this.#holdings.hold(thing);
    try {
      const near = own(this.#pairOf(NEAR));
      this.#near = {
        pair: near,
        eye: own(new ShortRangeEye(device, near.pictures, near.view, mounting)),
      };
      this.#nearLoop = this.#loop(NEAR, this.#near, (look, tick) => this.#heedNear(look, tick));
      const far = longRange && own(this.#pairOf(FAR));
      this.#far = far && {
        pair: far,
        eye: own(new LongRangeEye(device, far.pictures, far.view, mounting, longRange)),
      };
      this.#farLoop = this.#far && this.#farLoopOf(this.#far);
      this.#readback = watched ? own(new Readback(device.gpu)) : null;
      this.#views = watched ? new LagrViews((far ?? near).view) : null;
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  get pictureTick(): number {
    return this.#pictureTick;
  }

  get frames(): number {
    return this.#nearLoop.count;
  }

  get camera(): { readonly width: number; readonly height: number } {
    return (this.#far ?? this.#near).pair.view;
  }

  shown(): EyesShown | null {
    const [near, far] = [this.#nearLook, this.#farLook];
    if (!this.#views || !near?.colour) return null;
    const { width, height } = NEAR;
    const look = far?.colour ? { reading: far.reading, colour: far.colour } : null;
    const camera = look ? undefined : { width, height, rgba: near.colour };
    return {
      views: this.#views.views(look, this.#agent, camera),
      look: look && lookState(look.reading),
    };
  }

  show(scene: Scene, { vehicle }: World): void {
    this.#scene = scene;
    this.#fresh = true;
    this.#pictureTick = this.#slips = 0;
    this.#first = this.#last = NaN;
    this.#nearLook = this.#farLook = null;
    this.#views?.reset();
    this.#near.pair.reset(vehicle.actor.id);
    this.#far?.pair.reset(vehicle.actor.id);
  }

  async tick(at: Standpoint): Promise<void> {
    if (this.#fresh) await this.#begin();
    this.#at = at;
    await this.#nearLoop.deliver(at.tick);
    await this.#farLoop?.deliver(at.tick);
    this.#nearLoop.look(at.tick);
    this.#farLoop?.look(at.tick);
  }

  /**
   * Frames of both loops and how often in a wall second they come, as fast as the machine goes; median of the
   * wall milliseconds from a picture of the fast loop, and of the slow one, to its reading.
   */
  metrics(): Readonly<Record<string, number>> {
    const [near, far] = [this.#nearLoop.count, this.#farLoop?.count ?? 0];
    if (near === 0) return { nearFrames: 0, farFrames: 0 };
    const seconds = this.#last - this.#first;
    const milliseconds = (loop: LateReadings<unknown> | null) => 1000 * median(loop?.seconds ?? []);
    return {
      nearFrames: near,
      farFrames: far,
      fastLoopHz: near / seconds,
      fastLatencyMs: milliseconds(this.#nearLoop),
      ...far > 0 && { farLoopHz: far / seconds, farLatencyMs: milliseconds(this.#farLoop) },
    };
  }

  dispose(): void {
    this.#holdings.dispose();
  }

  #pairOf({ width, height }: { readonly width: number; readonly height: number }): StereoPair {
    const { renderer, vehicle } = this.#parts;
    return new StereoPair(renderer, { ...ROVER_STEREO, width, height }, vehicle.camera);
  }

  #loop<Reading>(
    times: { readonly period: number; readonly latency: number },
    { pair, eye }: Sight<{ look(): Promise<Reading> }>,
    heed: (look: Look<Reading>, tick: number) => void,
  ): LateReadings<Look<Reading>> {
    return new LateReadings<Look<Reading>>({
      ...times,
      heed,
      now: () => this.#parts.now(),
      look: async () => {
        pair.expose(this.#scene!, this.#at!);
        const [reading, colour] = await Promise.all([eye.look(), this.#watch(pair)]);
        return { reading, colour };
      },
    });
  }

  /** The slow loop: its eye is told where it is, to know again what it saw before. */
  #farLoopOf({ pair, eye }: Sight<LongRangeEye>): LateReadings<Look<FarReading>> {
    const { position, pitch } = this.#parts.vehicle.camera;
    const bodyFromPair = mountCamera(position, 0, pitch);
    const look = () => {
      const { slips } = this.#agent.navigator;
      // Poses from before a slip and from after it are of two frames.
      if (slips !== this.#slips) eye.carried();
      this.#slips = slips;
      return eye.look(leftEyeOf(compose(this.#agent.odometry.pose, bodyFromPair)));
    };
    return this.#loop(FAR, { pair, eye: { look } }, (far, tick) => this.#heedFar(far, tick));
  }

  /** The left picture as it stands, brought to whoever watches. */
  async #watch({ pictures }: StereoPair): Promise<Uint8Array<ArrayBuffer> | null> {
    if (!this.#readback) return null;
    const { gpu } = this.#parts.device;
    const encoder = gpu.createCommandEncoder();
    const ticket = this.#readback.enqueue(encoder, [{ texture: pictures.left, bytesPerPixel: 4 }]);
    gpu.queue.submit([encoder.finish()]);
    const [colour] = await ticket;
    return colour!;
  }

  /** What the last episode left under way is waited for, and what was seen and learned in it forgotten. */
  async #begin(): Promise<void> {
    await this.#nearLoop.drain();
    await this.#farLoop?.drain();
    this.#near.eye.reset();
    await this.#far?.eye.reset();
    this.#fresh = false;
    this.#first = this.#parts.now();
  }

  #heedNear(look: Look<NearReading>, tick: number): void {
    this.#nearLook = look;
    this.#pictureTick = tick;
    this.#last = this.#parts.now();
    const { position } = this.#parts.vehicle.camera;
    const left = position[1] + ROVER_STEREO.baseline / 2;
    this.#agent.seeNear(raysFromOrigin(look.reading, position[0], left), tick);
  }

  #heedFar(look: Look<FarReading>, tick: number): void {
    this.#farLook = look;
    this.#last = this.#parts.now();
    this.#agent.seeFar({ bands: look.reading.bands, tick });
  }
}

/** Measures the kernels of the long-range eye on the device's adapter, where none was chosen yet. */
export async function tuneLagrEyes(device: Device): Promise<void> {
  const { width, height } = FAR;
  const spec = { ...ROVER_STEREO, width, height };
  await tuneLongRangeEye(device, { ...stereoIntrinsics(spec), baseline: spec.baseline });
}
