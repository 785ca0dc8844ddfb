import { type Actor, type BodyBox } from "../actors/actor.ts";
import { type Vec3 } from "../pose.ts";
import { shapeNamed } from "../shapes/mod.ts";
import { CYCLIST } from "../shapes/vehicles/cyclist_measures.ts";
import { type LegAngles, legAngles } from "./pedalling.ts";
import { vehicleLandmarks } from "./vehicle_landmarks.ts";
import { type VehicleModel } from "./vehicle_models.ts";
import { actorParts, partsOf, type VehiclePart } from "./vehicle_parts.ts";

/** Clothes, skins and helmets of cyclists, linear RGB. */
const SHIRTS: readonly Vec3[] = [
  [0.5, 0.05, 0.04],
  [0.75, 0.7, 0.1],
  [0.05, 0.2, 0.5],
  [0.6, 0.6, 0.58],
  [0.1, 0.4, 0.2],
];
const TROUSERS: readonly Vec3[] = [[0.02, 0.02, 0.025], [0.05, 0.08, 0.18], [0.2, 0.17, 0.12]];
const SKINS: readonly Vec3[] = [[0.6, 0.36, 0.26], [0.42, 0.24, 0.16], [0.16, 0.08, 0.05]];
const HELMETS: readonly Vec3[] = [[0.75, 0.75, 0.75], [0.03, 0.03, 0.03], [0.6, 0.05, 0.03]];

type Fixed = Pick<Actor, "box" | "landmarks">;
const fixed = new Map<string, Fixed>();

/**
 * The actor of a vehicle: what it is made of, its box, its landmarks.
 *
 * @param k Tells cyclists apart: which clothes they wear.
 */
export function vehicleActor(model: VehicleModel, id: number, paint: Vec3, k: number): Actor {
  const { name, label } = model;
  const parts = partsOf(model);
  let known = fixed.get(name);
  if (!known) {
    known = { box: boxAround(parts), landmarks: vehicleLandmarks(name, parts) };
    fixed.set(name, known);
  }
  return {
    id,
    model: name,
    label,
    ...known,
    parts: actorParts(parts, {
      paint,
      shirt: SHIRTS[k % SHIRTS.length]!,
      trousers: TROUSERS[k % TROUSERS.length]!,
      skin: SKINS[k % SKINS.length]!,
      helmet: HELMETS[k % HELMETS.length]!,
    }),
  };
}

/** The smallest box around all parts, wheels straight on, whatever the turn of wheels and pedals. */
function boxAround(parts: readonly VehiclePart[]): BodyBox {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  const include = (x: number, y: number, z: number) => {
    [x, y, z].forEach((value, axis) => {
      low[axis] = Math.min(low[axis]!, value);
      high[axis] = Math.max(high[axis]!, value);
    });
  };
  for (const part of parts) {
    const { positions } = shapeNamed(part.shape, 0);
    const [px, py, pz] = part.at;
    for (let i = 0; i < positions.length; i += 3) {
      const [x, y, z] = [positions[i]!, positions[i + 1]!, positions[i + 2]!];
      if (!TURNING.test(part.role)) include(px + x, py + y, pz + z);
      else if (!LEG.test(part.role)) {
        // It turns about y: what counts is how far out it is.
        const out = Math.hypot(x, z);
        const side = part.mirrored ? -y : y;
        include(px - out, py + side, pz - out);
        include(px + out, py + side, pz + out);
      } else includeLeg(part, x, y, z, include);
    }
  }
  return {
    centre: [(low[0]! + high[0]!) / 2, (low[1]! + high[1]!) / 2, (low[2]! + high[2]!) / 2],
    halfExtents: [(high[0]! - low[0]!) / 2, (high[1]! - low[1]!) / 2, (high[2]! - low[2]!) / 2],
  };
}

const TURNING = /wheel|crank|thigh|shank/;
const LEG = /thigh|shank/;
/** Places of the pedals at which legs are looked at. */
const PEDAL_PLACES = 24;

function includeLeg(
  { role, at }: VehiclePart,
  x: number,
  y: number,
  z: number,
  include: (x: number, y: number, z: number) => void,
): void {
  const leg: LegAngles = { thigh: 0, shank: 0, kneeX: 0, kneeZ: 0 };
  for (let k = 0; k < PEDAL_PLACES; k++) {
    legAngles(2 * Math.PI * k / PEDAL_PLACES, leg);
    const shank = role.endsWith("shank");
    const angle = shank ? leg.shank : leg.thigh;
    const cos = Math.cos(angle), sin = Math.sin(angle);
    include(
      (shank ? leg.kneeX : CYCLIST.hip[0]) + x * cos - z * sin,
      at[1] + y,
      (shank ? leg.kneeZ : CYCLIST.hip[2]) + x * sin + z * cos,
    );
  }
}
