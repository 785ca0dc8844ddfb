import { type Landmark } from "../actors/actor.ts";
import { type Vec3 } from "../pose.ts";
import { BOX_RING, type BoxDesign, boxLoft } from "../shapes/vehicles/box_body.ts";
import { type CarDesign, RING } from "../shapes/vehicles/car_body.ts";
import { CAR_DESIGNS } from "../shapes/vehicles/car_designs.ts";
import {
  carLoft,
  centreOf,
  endCorners,
  headLamps,
  mirrorBox,
  tailLamps,
} from "../shapes/vehicles/car_shapes.ts";
import { CYCLIST } from "../shapes/vehicles/cyclist_measures.ts";
import { HEAVY_DESIGNS, type HeavyName } from "../shapes/vehicles/heavy_designs.ts";
import { headLamp, mirrorBoxes, platesOf, tailLamp } from "../shapes/vehicles/heavy_shapes.ts";
import { mirrored } from "../shapes/vehicles/loft.ts";
import { RIDER_POINTS } from "../shapes/vehicles/bicycle_shapes.ts";
import { type VehiclePart } from "./vehicle_parts.ts";

/**
 * Named points of a vehicle, in the order of a list that is the same for all motor vehicles: wheels,
 * lamps, windscreen, roof, rear window or rear edge, plates, mirrors; for a cyclist wheels, bars,
 * pedals and joints.
 */
export function vehicleLandmarks(name: string, parts: readonly VehiclePart[]): Landmark[] {
  if (name === "bicycle") return cyclistLandmarks(parts);
  const points = Object.hasOwn(CAR_DESIGNS, name)
    ? carPoints(CAR_DESIGNS[name as keyof typeof CAR_DESIGNS])
    : heavyPoints(name as HeavyName, HEAVY_DESIGNS[name as HeavyName]);
  const wheels = parts.flatMap(({ role }, k) => role.endsWith("wheel") ? [k] : []);
  const last = wheels.length - 1;
  const at: Vec3 = [0, 0, 0];
  return [
    { name: "front_left_wheel", part: wheels[0]!, at },
    { name: "front_right_wheel", part: wheels[1]!, at },
    { name: "rear_left_wheel", part: wheels[last - 1]!, at },
    { name: "rear_right_wheel", part: wheels[last]!, at },
    ...points,
  ];
}

type BodyPoint = Landmark & { readonly part: 0 };

/** A point on the left and its mirror image on the right. */
function pair(name: string, at: Vec3): BodyPoint[] {
  return [
    { name: `${name}_left`, part: 0, at },
    { name: `${name}_right`, part: 0, at: mirrored(at) },
  ];
}

function carPoints(design: CarDesign): BodyPoint[] {
  const { loft, stations } = carLoft(design);
  const ringAt = (at: number) => {
    const nearest = stations.reduce(
      (best, station, k) =>
        Math.abs(station.at - at) < Math.abs(stations[best]!.at - at) ? k : best,
      0,
    );
    return loft.rings[nearest]!;
  };
  const { cowl, roof, deck } = design;
  return [
    ...pair("head_lamp", centreOf(headLamps(design, loft)[0]!)),
    ...pair("tail_lamp", centreOf(tailLamps(design, loft)[0]!)),
    ...pair("windscreen_bottom", ringAt(cowl.at)[RING.edge]!),
    ...pair("windscreen_top", ringAt(roof.front)[RING.edge]!),
    ...pair("roof_front", ringAt(roof.front)[RING.cant]!),
    ...pair("roof_rear", ringAt(roof.rear)[RING.cant]!),
    ...pair("rear_window_bottom", ringAt(deck.at)[RING.edge]!),
    {
      name: "front_plate",
      part: 0,
      at: centreOf(endCorners(loft, "front", RING.flank, [0.38, 0.62], [0.58, 0.95])),
    },
    {
      name: "rear_plate",
      part: 0,
      at: centreOf(endCorners(loft, "rear", RING.waist, [0.37, 0.63], [0.25, 0.6])),
    },
    ...pair("mirror", middleOf(...mirrorBox(design))),
  ];
}

function heavyPoints(name: HeavyName, design: BoxDesign): BodyPoint[] {
  const { loft } = boxLoft(design, 0);
  const front = loft.rings[0]!, rear = loft.rings[loft.rings.length - 1]!;
  const plates = platesOf(name, design);
  return [
    ...pair("head_lamp", centreOf(headLamp(design))),
    ...pair("tail_lamp", centreOf(tailLamp(name, design))),
    ...pair("windscreen_bottom", front[BOX_RING.belt]!),
    ...pair("windscreen_top", front[BOX_RING.cant]!),
    ...pair("roof_front", loft.rings[1]![BOX_RING.edge]!),
    ...pair("roof_rear", rear[BOX_RING.edge]!),
    ...pair("rear_window_bottom", rear[BOX_RING.belt]!),
    { name: "front_plate", part: 0, at: plates[0] },
    { name: "rear_plate", part: 0, at: plates[1] },
    ...pair("mirror", middleOf(...mirrorBoxes(design)[0]!)),
  ];
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

function middleOf(a: Vec3, b: Vec3): Vec3 {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
}
