import type { Pose } from "../sim/pose.ts";
import type { Moment, Renderer, Scene } from "../sim/render/mod.ts";
import type { VehicleKind } from "../sim/vehicles/vehicle.ts";
import type { Light } from "../sim/weather/light.ts";
import type { World } from "../sim/world.ts";
import type { Device } from "../vision/mod.ts";
import type { FarSight, LookState, View } from "./session/protocol.ts";

/** What eyes are made of. */
export interface EyesParts {
  readonly device: Device;
  readonly renderer: Renderer;
  /** What they are mounted on. */
  readonly vehicle: VehicleKind;
  /** Seconds since any fixed moment: times what is reported, and nothing else depends on it. */
  now(): number;
  /** Whether somebody watches: pictures are then wanted on the CPU too. */
  readonly watched: boolean;
  /** The long-range eye; null to do without. */
  readonly longRange: LongRangeChoice | null;
}

/** How a long-range eye is to be. */
export interface LongRangeChoice {
  /** Of its net, a safetensors file. */
  readonly weights: Uint8Array;
  /** Whether it learns while driving. */
  readonly adapt: boolean;
}

/** How the robot stands at a tick. */
export interface Standpoint {
  /** Ticks since the start of the episode. */
  readonly tick: number;
  readonly worldFromBody: Pose;
  readonly light: Light;
  readonly moment: Moment;
}

/** What eyes show whoever watches. */
export interface EyesShown {
  /** To be encoded before the next tick. */
  readonly views: readonly View[];
  /** What the last look of the long-range eye came to; null before it. */
  readonly look: LookState | null;
}

/**
 * Eyes that an agent brings along where the session's camera and net are not what it goes by. They look and
 * hand over what they saw at ticks of their own: a reading always comes a fixed number of ticks after its
 * picture, whatever the device needed for it, so that a run is repeatable.
 */
export interface AgentEyes {
  /** Tick of the newest picture that the agent has been told of. */
  readonly pictureTick: number;
  /** Pictures heeded since the start of the episode. */
  readonly frames: number;
  /** What a watcher has to know of them. */
  readonly sight: FarSight;
  /** Size of their pictures, pixels. */
  readonly camera: { readonly width: number; readonly height: number };
  /** What is to be seen now; null before the first picture, and where nobody watches. */
  shown(): EyesShown | null;
  /** Begins an episode: another world is looked at from now on. */
  show(scene: Scene, world: World): void;
  /**
   * To be called before every tick: hands the agent what is due, and takes the pictures that are. Waits for
   * what is due alone.
   *
   * @throws {DeviceError} If the device is lost or refused a command.
   */
  tick(at: Standpoint): Promise<void>;
  /** What the episode measured so far. */
  metrics(): Readonly<Record<string, number>>;
  dispose(): void;
}
