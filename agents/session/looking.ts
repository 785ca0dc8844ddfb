import { PixelLabeller } from "../../models/labelling/pixel_labeller.ts";
import { ROVER_CAMERA } from "../../sim/sensors/camera.ts";
import { rover } from "../../sim/vehicles/rover.ts";
import type { VehicleKind } from "../../sim/vehicles/vehicle.ts";
import type { World } from "../../sim/world.ts";
import { type Device, Holdings } from "../../vision/mod.ts";
import type { Agent } from "../agent.ts";
import type { AgentEyes } from "../agent_eyes.ts";
import { Eyes } from "./eyes.ts";
import { labelNetFor } from "./label_nets.ts";
import { ShownWorld } from "./shown_world.ts";
import type { RunOptions } from "./worker_protocol.ts";

/** What a {@link Looking} is made of. */
export interface LookingParts {
  readonly device: Device;
  readonly agent: Agent;
  readonly options: RunOptions;
  /** What it is mounted on; a rover where not given. */
  readonly vehicle?: VehicleKind | undefined;
  /** Seconds since any fixed moment. */
  now(): number;
  /** Whether somebody watches: pictures are then wanted on the CPU too. */
  readonly watched: boolean;
}

/** What looks at a session's world: a camera with a net behind it, or the eyes that the agent brought. */
export class Looking {
  /** The camera and the net; null where the agent has eyes of its own. */
  readonly eyes: Eyes | null;
  /** Those of the agent; null where it goes by the camera's labels, or by neither. */
  readonly own: AgentEyes | null;
  readonly #shown: ShownWorld;
  readonly #holdings: Holdings;

  private constructor(
    shown: ShownWorld,
    eyes: Eyes | null,
    own: AgentEyes | null,
    holdings: Holdings,
  ) {
    this.#shown = shown;
    this.eyes = eyes;
    this.own = own;
    this.#holdings = holdings;
  }

  /**
   * Opens whatever looks; leaves nothing behind where that fails.
   *
   * @throws {CheckpointError} If weights are broken or another net's.
   */
  static async open(
    { device, agent, options, vehicle = rover, now, watched }: LookingParts,
  ): Promise<Looking> {
    const holdings = new Holdings();
    try {
      const shown = holdings.hold(await ShownWorld.create(device.gpu));
      const { renderer } = shown;
      if (agent.openEyes) {
        const { longRange = null } = options;
        const parts = { device, renderer, vehicle, now, watched, longRange };
        const own = holdings.hold(await agent.openEyes(parts));
        return new Looking(shown, null, own, holdings);
      }
      const { weights = new Uint8Array() } = options;
      const { design, labels } = labelNetFor(options);
      const labellerOf = (colour: GPUTexture) =>
        PixelLabeller.load(device, design, weights, colour, labels);
      const eyes = holdings.hold(
        new Eyes(device, renderer, labellerOf, watched),
      );
      return new Looking(shown, eyes, null, holdings);
    } catch (error) {
      holdings.dispose();
      throw error;
    }
  }

  /** Size of the pictures, pixels. */
  get size(): { readonly width: number; readonly height: number } {
    const { width, height } = this.own?.camera ?? ROVER_CAMERA;
    return { width, height };
  }

  /** Looks at another world from now on. */
  show(world: World): void {
    const scene = this.#shown.show(world);
    this.eyes?.show(scene, world);
    this.own?.show(scene, world);
  }

  dispose(): void {
    this.#holdings.dispose();
  }
}
