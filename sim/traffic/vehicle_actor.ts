import { type Actor } from "../actors/actor.ts";
import { type Vec3 } from "../pose.ts";
import { type VehicleModel } from "./vehicle_models.ts";
import { actorParts, partsOf } from "./vehicle_parts.ts";

const SHIRTS: readonly Vec3[] = [[0.5, 0.05, 0.04], [0.75, 0.7, 0.1], [0.05, 0.2, 0.5], [
  0.6,
  0.6,
  0.58,
], [0.1, 0.4, 0.2]];
const TROUSERS: readonly Vec3[] = [[0.02, 0.02, 0.025], [0.05, 0.08, 0.18], [0.2, 0.17, 0.12]];
const SKINS: readonly Vec3[] = [[0.6, 0.36, 0.26], [0.42, 0.24, 0.16], [0.16, 0.08, 0.05]];
const HELMETS: readonly Vec3[] = [[0.75, 0.75, 0.75], [0.03, 0.03, 0.03], [0.6, 0.05, 0.03]];

/** The actor of a vehicle: what it is made of, and its box. */
export function vehicleActor(model: VehicleModel, id: number, paint: Vec3, v: number): Actor {
  const { size, name, label } = model;
  const front = size.wheelbase / 2 + size.frontOverhang;
  return {
    id,
    model: name,
    label,
    box: {
      centre: [front - size.length / 2, 0, size.height / 2],
      halfExtents: [size.length / 2, size.width / 2, size.height / 2],
    },
    parts: actorParts(partsOf(model), {
      paint,
      shirt: SHIRTS[v % SHIRTS.length]!,
      trousers: TROUSERS[v % TROUSERS.length]!,
      skin: SKINS[v % SKINS.length]!,
      helmet: HELMETS[v % HELMETS.length]!,
    }),
    landmarks: [],
  };
}
