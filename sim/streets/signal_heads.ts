import { type Actor, type ActorGroup, type Part, POSE_NUMBERS } from "../actors/actor.ts";
import { type Vec3 } from "../pose.ts";
import { type LaneGraph, type SignalState } from "../roads/lane_graph.ts";
import { type RoadNetwork } from "../roads/road_network.ts";
import { type SignalHead, type Streets } from "./streets.ts";

/** Where the lamps of a head lie in its frame: forward, and up. */
const LAMPS = {
  vehicle: [
    { shape: "signal_red", at: [0.1, 0, 0.34] },
    { shape: "signal_amber", at: [0.1, 0, 0] },
    { shape: "signal_green", at: [0.1, 0, -0.34] },
  ],
  pedestrian: [
    { shape: "signal_stand", at: [0.08, 0, 0.13] },
    { shape: "signal_walk", at: [0.08, 0, -0.13] },
  ],
} as const satisfies Readonly<
  Record<SignalHead["kind"], readonly { readonly shape: string; readonly at: Vec3 }[]>
>;

/** Whether each lamp burns: red, amber, green. */
const SHOWN: Readonly<Record<SignalState, readonly [boolean, boolean, boolean]>> = {
  red: [true, false, false],
  red_amber: [true, true, false],
  amber: [false, true, false],
  green: [false, false, true],
};

/** The lamps of all signal heads: they stand still, and burn as the lane graph says. */
export function createSignalHeads(streets: Streets, network: RoadNetwork): ActorGroup {
  return new SignalHeads(streets.signalHeads, network.lanes);
}

class SignalHeads implements ActorGroup {
  readonly name = "signals";
  readonly actors: readonly Actor[];
  readonly #heads: readonly SignalHead[];
  readonly #lanes: LaneGraph;
  #time = 0;

  constructor(heads: readonly SignalHead[], lanes: LaneGraph) {
    this.#heads = heads;
    this.#lanes = lanes;
    this.actors = heads.map(({ id, kind }): Actor => ({
      id,
      model: kind === "vehicle" ? "traffic_light" : "pedestrian_light",
      label: "traffic_light",
      box: kind === "vehicle"
        ? { centre: [0.076, 0, 0], halfExtents: [0.184, 0.3, 0.68] }
        : { centre: [0.045, 0, 0], halfExtents: [0.115, 0.13, 0.27] },
      parts: LAMPS[kind].map(({ shape }): Part => ({
        shape,
        label: "traffic_light",
        tint: [1, 1, 1],
      })),
      landmarks: LAMPS[kind].map(({ shape }, part) => ({ name: shape, part, at: [0, 0, 0] })),
    }));
  }

  step(dt: number, time: number): void {
    this.#time = time + dt;
  }

  writeBodies(out: Float64Array, at: number): void {
    for (const { x, y, z, yaw } of this.#heads) {
      writePose(out, at, x, y, z, yaw, 0);
      at += POSE_NUMBERS;
    }
  }

  writeParts(out: Float32Array, at: number): void {
    for (const { kind, signal, x, y, z, yaw } of this.#heads) {
      const [red, amber, green] = SHOWN[this.#lanes.signalAt(signal, this.#time)];
      // People have no amber: they wait until it is green.
      const lit = kind === "vehicle" ? [red, amber, green] : [!green, green];
      LAMPS[kind].forEach(({ at: [forward, , up] }, lamp) => {
        const px = x + forward * Math.cos(yaw), py = y + forward * Math.sin(yaw);
        writePose(out, at, px, py, z + up, yaw, lit[lamp] ? 1 : 0);
        at += POSE_NUMBERS;
      });
    }
  }

  /** They stand beside the road: nobody has to heed them as bodies. */
  writeFootprints(): void {}

  /** What they show follows from the time alone. */
  hashInto(): void {}
}

function writePose(
  out: Float64Array | Float32Array,
  at: number,
  x: number,
  y: number,
  z: number,
  yaw: number,
  glow: number,
): void {
  out[at] = x;
  out[at + 1] = y;
  out[at + 2] = z;
  out[at + 3] = glow;
  out[at + 4] = 0;
  out[at + 5] = 0;
  out[at + 6] = Math.sin(yaw / 2);
  out[at + 7] = Math.cos(yaw / 2);
}
