import { type Landmark } from "../../actors/actor.ts";
import { type Vec3 } from "../../pose.ts";
import { BOX_RING, type BoxDesign, boxLoft } from "./box_body.ts";
import { type CarDesign, RING } from "./car_body.ts";
import { CAR_DESIGNS } from "./car_designs.ts";
import { carLoft, centreOf, endCorners, headLamps, mirrorBox, tailLamps } from "./car_shapes.ts";
import { HEAVY_DESIGNS, type HeavyName } from "./heavy_designs.ts";
import { headLamp, mirrorBoxes, platesOf, tailLamp } from "./heavy_shapes.ts";
import { mirrored } from "./loft.ts";
import { ROVER_POINTS } from "./rover_shapes.ts";

/** Numbers of the parts that are wheels: front left, front right, rear left, rear right. */
export type WheelParts = readonly [number, number, number, number];

/**
 * Named points of a vehicle with wheels in pairs, in the frame of its body's shape (part 0). The list is the
 * same for all motor vehicles: wheels, lamps, windscreen, roof, rear window or rear edge, plates, mirrors. The
 * rover has wheels, bumper, cameras, and what stands on its deck.
 *
 * @param name Of its shape.
 * @throws {RangeError} If there is no such vehicle.
 */
export function bodyLandmarks(name: string, wheels: WheelParts): Landmark[] {
  const at: Vec3 = [0, 0, 0];
  return [
    { name: "front_left_wheel", part: wheels[0], at },
    { name: "front_right_wheel", part: wheels[1], at },
    { name: "rear_left_wheel", part: wheels[2], at },
    { name: "rear_right_wheel", part: wheels[3], at },
    ...pointsOf(name),
  ];
}

function pointsOf(name: string): BodyPoint[] {
  if (Object.hasOwn(CAR_DESIGNS, name)) {
    return carPoints(CAR_DESIGNS[name as keyof typeof CAR_DESIGNS]);
  }
  if (Object.hasOwn(HEAVY_DESIGNS, name)) {
    return heavyPoints(name as HeavyName, HEAVY_DESIGNS[name as HeavyName]);
  }
  if (name === "rover") return roverPoints();
  throw new RangeError(`Cannot find landmarks of "${name}": wanted the body of a vehicle`);
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

function roverPoints(): BodyPoint[] {
  const { bumper, camera, antenna, emergencyStop } = ROVER_POINTS;
  return [
    ...pair("bumper", bumper),
    ...pair("camera", camera),
    { name: "antenna", part: 0, at: antenna },
    { name: "emergency_stop", part: 0, at: emergencyStop },
  ];
}

function middleOf(a: Vec3, b: Vec3): Vec3 {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
}
