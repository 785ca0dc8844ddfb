import { type Landmark } from "../actors/actor.ts";
import { type Vec3 } from "../pose.ts";
import { RIDER_POINTS } from "../shapes/vehicles/bicycle_shapes.ts";
import { CYCLIST } from "../shapes/vehicles/cyclist_measures.ts";
import { bodyLandmarks } from "../shapes/vehicles/landmarks.ts";
import { mirrored } from "../shapes/vehicles/loft.ts";
import { type VehiclePart } from "./vehicle_parts.ts";

/**
 * Named points of a vehicle of the traffic: those of {@link bodyLandmarks}; for a cyclist wheels, bars, pedals
 * and joints.
 */
export function vehicleLandmarks(name: string, parts: readonly VehiclePart[]): Landmark[] {
  if (name === "bicycle") return cyclistLandmarks(parts);
  const wheels = parts.flatMap(({ role }, k) => role.endsWith("wheel") ? [k] : []);
  const last = wheels.length - 1;
  return bodyLandmarks(name, [wheels[0]!, wheels[1]!, wheels[last - 1]!, wheels[last]!]);
}

function cyclistLandmarks(parts: readonly VehiclePart[]): Landmark[] {
  const index = (shape: string, role?: string) =>
    parts.findIndex((part) => part.shape === shape && (!role || part.role === role));
  const fork = index("bicycle_fork"), crank = index("bicycle_crank");
  const at: Vec3 = [0, 0, 0];
  const ankle: Vec3 = [0, 0, -CYCLIST.shank];
  const { saddle, handle, shoulder, head } = RIDER_POINTS;
  const grip: Vec3 = [handle[0] - parts[fork]!.at[0], handle[1], handle[2] - parts[fork]!.at[2]];
  return [
    { name: "front_wheel", part: index("bicycle_wheel", "steered_wheel"), at },
    { name: "rear_wheel", part: index("bicycle_wheel", "wheel"), at },
    { name: "saddle", part: 0, at: saddle },
    { name: "handle_left", part: fork, at: grip },
    { name: "handle_right", part: fork, at: mirrored(grip) },
    { name: "pedal_left", part: crank, at: [CYCLIST.crank, CYCLIST.stance, 0] },
    { name: "pedal_right", part: crank, at: [-CYCLIST.crank, -CYCLIST.stance, 0] },
    { name: "head", part: index("rider_head"), at: head },
    { name: "shoulder_left", part: index("rider_trunk"), at: shoulder },
    { name: "shoulder_right", part: index("rider_trunk"), at: mirrored(shoulder) },
    { name: "hip_left", part: index("rider_thigh", "left_thigh"), at },
    { name: "hip_right", part: index("rider_thigh", "right_thigh"), at },
    { name: "knee_left", part: index("rider_shank", "left_shank"), at },
    { name: "knee_right", part: index("rider_shank", "right_shank"), at },
    { name: "ankle_left", part: index("rider_shank", "left_shank"), at: ankle },
    { name: "ankle_right", part: index("rider_shank", "right_shank"), at: ankle },
  ];
}
