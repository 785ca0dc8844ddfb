import { type Part } from "../actors/actor.ts";
import { type LabelName } from "../labels.ts";
import { type Vec3 } from "../pose.ts";
import { CYCLIST } from "../shapes/vehicles/cyclist_measures.ts";
import { axlesOf } from "../shapes/vehicles/dimensions.ts";
import { type VehicleModel } from "./vehicle_models.ts";

/** What a part does when its vehicle moves. */
export type PartRole =
  | "body"
  /** Rolls about its y axis. */
  | "wheel"
  /** Rolls, and turns with the steering. */
  | "steered_wheel"
  /** Turns with the steering, does not roll. */
  | "fork"
  | "tail_lamps"
  | "left_indicators"
  | "right_indicators"
  | "head_lamps"
  /** Turns with the pedals. */
  | "crank"
  | "left_thigh"
  | "right_thigh"
  | "left_shank"
  | "right_shank";

/** A part of a vehicle, where it is in the body frame, and what it does. */
export interface VehiclePart {
  readonly shape: string;
  readonly label: LabelName;
  readonly role: PartRole;
  readonly at: Vec3;
  /** Metres that one radian of its turning stands for. */
  readonly radius: number;
  /** Seen from the other side: turned half way round z, and rolling the other way. */
  readonly mirrored: boolean;
  /** Which of the vehicle's colours it takes. */
  readonly tint: "paint" | "shirt" | "trousers" | "skin" | "helmet";
}

/** The parts of a model, in the order of its actor's parts. */
export function partsOf(model: VehicleModel): VehiclePart[] {
  return model.name === "bicycle" ? cyclistParts(model) : motorParts(model);
}

/** The parts as an actor lists them. */
export function actorParts(
  parts: readonly VehiclePart[],
  tints: Readonly<Record<VehiclePart["tint"], Vec3>>,
): Part[] {
  return parts.map(({ shape, label, tint }) => ({ shape, label, tint: tints[tint] }));
}

function motorParts({ name, label, size }: VehicleModel): VehiclePart[] {
  const fixed = (shape: string, role: PartRole): VehiclePart => ({
    shape,
    label,
    role,
    at: [0, 0, 0],
    radius: 1,
    mirrored: false,
    tint: "paint",
  });
  const wheels = axlesOf(size).flatMap((x, axle) =>
    [1, -1].map((side): VehiclePart => ({
      shape: `${name}_wheel`,
      label,
      role: axle === 0 ? "steered_wheel" : "wheel",
      at: [x, side * size.track / 2, size.wheelRadius],
      radius: size.wheelRadius,
      mirrored: side < 0,
      tint: "paint",
    }))
  );
  return [
    fixed(name, "body"),
    ...wheels,
    fixed(`${name}_tail_lamps`, "tail_lamps"),
    fixed(`${name}_left_indicators`, "left_indicators"),
    fixed(`${name}_right_indicators`, "right_indicators"),
    fixed(`${name}_head_lamps`, "head_lamps"),
  ];
}

function cyclistParts({ size }: VehicleModel): VehiclePart[] {
  const half = size.wheelbase / 2;
  const part = (
    shape: string,
    label: LabelName,
    role: PartRole,
    at: Vec3,
    tint: VehiclePart["tint"],
    radius = 1,
  ): VehiclePart => ({ shape, label, role, at, radius, mirrored: false, tint });
  const { hip, stance } = CYCLIST;
  const left: Vec3 = [hip[0], stance, hip[2]], right: Vec3 = [hip[0], -stance, hip[2]];
  return [
    part("bicycle", "bicycle", "body", [0, 0, 0], "paint"),
    part("bicycle_fork", "bicycle", "fork", [half, 0, size.wheelRadius], "paint"),
    part(
      "bicycle_wheel",
      "bicycle",
      "steered_wheel",
      [half, 0, size.wheelRadius],
      "paint",
      size.wheelRadius,
    ),
    part(
      "bicycle_wheel",
      "bicycle",
      "wheel",
      [-half, 0, size.wheelRadius],
      "paint",
      size.wheelRadius,
    ),
    part("bicycle_crank", "bicycle", "crank", CYCLIST.bottomBracket, "paint"),
    part("rider_trunk", "rider", "body", [0, 0, 0], "shirt"),
    part("rider_arms", "rider", "body", [0, 0, 0], "shirt"),
    part("rider_head", "rider", "body", [0, 0, 0], "skin"),
    part("rider_helmet", "rider", "body", [0, 0, 0], "helmet"),
    part("rider_thigh", "rider", "left_thigh", left, "trousers"),
    part("rider_thigh", "rider", "right_thigh", right, "trousers"),
    part("rider_shank", "rider", "left_shank", left, "trousers"),
    part("rider_shank", "rider", "right_shank", right, "trousers"),
  ];
}
