import { type Vec3 } from "../pose.ts";
import { type Random, randomStream } from "../random.ts";
import { type LaneGraph } from "../roads/lane_graph.ts";
import { type LaneConflicts } from "./lane_conflicts.ts";
import { type LaneTables } from "./lane_tables.ts";
import { CYCLING_LIMIT, type Routes } from "./routes.ts";
import { type TrafficState } from "./traffic_state.ts";
import { VEHICLE_MODELS, vehicleModel } from "./vehicle_models.ts";

/** Shares of vehicles by name of their model; they need not add up to 1. */
export type TrafficMix = Readonly<Record<string, number>>;

/** Gap between the places where vehicles start, beyond the longest of them, metres. */
const START_GAP = 4;
/** Distance kept from both ends of a lane. */
const END_GAP = 8;
/** Drivers want 0.85 to 1.1 of the speed limit. */
const SLOWEST = 0.85;
const SPREAD = 0.25;
/** How far from the middle of the lane cyclists ride, metres. */
const CYCLIST_OFFSET = 1.1;

interface Slot {
  readonly lane: number;
  readonly s: number;
  readonly room: number;
}

/**
 * Chooses a model, a driver and a place for each vehicle, and returns their paints. Those for whom
 * there is no place wait to come in at the edge.
 */
export function placeTraffic(
  seed: number,
  graph: LaneGraph,
  tables: LaneTables,
  conflicts: LaneConflicts,
  state: TrafficState,
  routes: Routes,
  cyclist: Uint8Array,
  mix: TrafficMix | undefined,
): Vec3[] {
  const cyclable = graph.lanes.some(({ speedLimit }) => speedLimit <= CYCLING_LIMIT);
  const shares = sharesOf(mix, cyclable);
  const random = randomStream(seed, "traffic/vehicles");
  const paints: Vec3[] = [];
  for (let v = 0; v < state.count; v++) {
    const model = draw(shares, random);
    const { paints: choice, name } = VEHICLE_MODELS[model]!;
    paints.push(choice[Math.floor(random() * choice.length)]!);
    cyclist[v] = name === "bicycle" ? 1 : 0;
    assign(state, v, model, random);
  }
  const free = slotsOf(graph, tables, conflicts, state.count);
  const order = randomStream(seed, "traffic/places");
  for (let k = free.length - 1; k > 0; k--) {
    const other = Math.floor(order() * (k + 1));
    [free[k], free[other]] = [free[other]!, free[k]!];
  }
  for (let v = 0; v < state.count; v++) {
    const length = state.front[v]! + state.rear[v]!;
    const at = free.findLastIndex(({ lane, room }) => room >= length && routes.suits(v, lane));
    if (at < 0) {
      if (routes.entries.length > 0) continue;
      throw new RangeError(
        `Cannot place vehicle ${
          v + 1
        } of ${state.count}: the lanes are full and none starts at an edge`,
      );
    }
    const [slot] = free.splice(at, 1);
    const { lane, s, room } = slot!;
    state.lane[v] = lane;
    state.s[v] = s;
    const gap = room + START_GAP - length - state.minimumGap[v]!;
    const desired = tables.limit[lane]! * state.speedFactor[v]!;
    // Slow enough for the gap, and for whatever comes at the end of the lane.
    state.speed[v] = Math.min(
      desired,
      state.topSpeed[v]!,
      tables.curveSpeed[tables.sampleAt(lane, s)]!,
      Math.max(0, 0.8 * gap / state.timeGap[v]!),
      Math.sqrt(Math.max(0, 2 * (tables.length[lane]! - s - state.front[v]! - 2))),
    );
    routes.plan(v);
  }
  return paints;
}

/** Model and driver of a vehicle. */
function assign(state: TrafficState, v: number, index: number, random: Random): void {
  const { size, idm, topSpeed, name } = VEHICLE_MODELS[index]!;
  const spread = () => 0.9 + 0.2 * random();
  state.model[v] = index;
  state.front[v] = size.wheelbase / 2 + size.frontOverhang;
  state.rear[v] = size.length - state.front[v]!;
  state.halfWidth[v] = size.width / 2;
  state.wheelbase[v] = size.wheelbase;
  state.maxAcceleration[v] = idm.acceleration * spread();
  state.deceleration[v] = idm.deceleration * spread();
  state.twoRoot[v] = 2 * Math.sqrt(state.maxAcceleration[v]! * state.deceleration[v]!);
  state.timeGap[v] = idm.timeGap * spread();
  state.minimumGap[v] = idm.minimumGap * spread();
  state.topSpeed[v] = topSpeed * (name === "bicycle" ? 0.75 + 0.35 * random() : 1);
  state.speedFactor[v] = SLOWEST + SPREAD * random();
  state.politeness[v] = 0.5 * random();
  state.keepsRight[v] = name === "bicycle" ? CYCLIST_OFFSET : 0;
}

function sharesOf(mix: TrafficMix | undefined, cyclable: boolean): number[] {
  for (const name of Object.keys(mix ?? {})) vehicleModel(name);
  const shares = VEHICLE_MODELS.map(({ name, share }) => {
    if (!cyclable && name === "bicycle") return 0;
    return mix ? mix[name] ?? 0 : share;
  });
  if (!(shares.reduce((sum, share) => sum + share, 0) > 0)) {
    throw new RangeError(`Cannot mix traffic of ${JSON.stringify(mix)}: wanted a share above 0`);
  }
  return shares;
}

function draw(shares: readonly number[], random: Random): number {
  let left = random() * shares.reduce((sum, share) => sum + share, 0);
  let last = 0;
  for (const [index, share] of shares.entries()) {
    if (share <= 0) continue;
    last = index;
    left -= share;
    if (left < 0) break;
  }
  return last;
}

/** Places on lanes without conflicts, as far apart as the number of vehicles allows. */
function slotsOf(
  { lanes }: LaneGraph,
  { length }: LaneTables,
  { gated, gate, forks }: LaneConflicts,
  count: number,
): Slot[] {
  const longest = Math.max(...VEHICLE_MODELS.map(({ size }) => size.length));
  for (const room of [2.5 * longest, 1.5 * longest, longest, 0.6 * longest]) {
    const slots: Slot[] = [];
    for (const { id, inJunction } of lanes) {
      if (inJunction || (gated[id] && gate[id] === 0)) continue;
      const end = (gate[id]! || length[id]!) - END_GAP;
      const pitch = room + START_GAP;
      // Clear of those who leave the same lane for another.
      const start = END_GAP + Math.max(0, ...forks[id]!.map(({ to }) => to));
      for (let s = start; s + room / 2 < end; s += pitch) {
        slots.push({ lane: id, s, room: Math.min(room, end - s) });
      }
    }
    if (slots.length >= count || room < longest) return slots;
  }
  return [];
}
