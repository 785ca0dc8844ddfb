import { wheelsOf } from "./axle.ts";
import { DIMENSIONS } from "../shapes/vehicles/dimensions.ts";
import { boxInertia, hullBox } from "./mass.ts";
import { PEDAL_ACTIONS, RoadVehicle, type RoadVehicleDesign } from "./road_vehicle.ts";
import { type SuspensionDesign } from "./suspension.ts";
import { type TyreDesign } from "./tyre.ts";
import { type VehicleKind } from "./vehicle.ts";

const MASS = 1600;
const SIZE = DIMENSIONS.four_by_four;
const RIDE_HEIGHT = 0.7;
const { wheelRadius: RADIUS, track: TRACK } = SIZE;
/** Distances of the axles from the centre of mass, metres. */
const FRONT = 1.2;
const REAR = SIZE.wheelbase - FRONT;

/** Soft and long: 1.3 Hz, a third of a metre of travel. */
const FRONT_SUSPENSION: SuspensionDesign = {
  stiffness: 28_000,
  bump: 2100,
  rebound: 3400,
  travel: 0.33,
  bumpStopStiffness: 180_000,
  tyreStiffness: 240_000,
};
const REAR_SUSPENSION: SuspensionDesign = { ...FRONT_SUSPENSION, stiffness: 25_500 };

/** 45 and 50 kN/rad: coarse tyres are soft. */
const FRONT_TYRE: TyreDesign = {
  longitudinal: 200_000,
  lateral: 100_000,
  damping: 1800,
  dampingSpeed: 1,
  relaxation: 0.45,
  loadSensitivity: 0.05,
};
const REAR_TYRE: TyreDesign = { ...FRONT_TYRE, lateral: 111_000 };

const ROTOR = { inertia: 2.2, radius: RADIUS };

/** An all-wheel-drive off-road car's numbers; body frame, SI units. */
export const FOUR_BY_FOUR: RoadVehicleDesign = {
  shape: {
    mass: MASS,
    inertia: boxInertia(MASS, 3.9, 1.65, 1.5),
    ...hullBox(SIZE, FRONT, RIDE_HEIGHT, 0.28),
  },
  rideHeight: RIDE_HEIGHT,
  wheels: wheelsOf(
    { x: FRONT, track: TRACK, radius: RADIUS, suspension: FRONT_SUSPENSION, tyre: FRONT_TYRE },
    { x: -REAR, track: TRACK, radius: RADIUS, suspension: REAR_SUSPENSION, tyre: REAR_TYRE },
    MASS,
    RIDE_HEIGHT,
  ),
  rotors: [ROTOR, ROTOR, ROTOR, ROTOR],
  antiRollBars: [
    { left: 0, right: 1, stiffness: 12_000 },
    { left: 2, right: 3, stiffness: 6000 },
  ],
  bumper: { front: -Infinity, hold: 0.5 },
  tipped: 2,
  scrapeLimit: 10,
  waterDrag: 2500,
  airDrag: 0.5 * 1.225 * 0.45 * 2.7,
  steering: { base: FRONT + REAR, track: TRACK, lock: 0.58, rate: 0.8 },
  driveline: {
    force: 10_000,
    power: 95_000,
    reverse: 0.7,
    topSpeed: 38,
    topReverse: 7,
    engineDrag: 700,
    // All four, with limited-slip differentials between them.
    split: [0.25, 0.25, 0.25, 0.25],
    coupling: 40,
    couplingLimit: 900,
    brakeForce: 20_000,
    brakeBalance: 0.65,
  },
};

/** An off-road car with four driven wheels. */
export const fourByFour: VehicleKind = {
  name: "four_by_four",
  shape: FOUR_BY_FOUR.shape,
  rideHeight: RIDE_HEIGHT,
  // Under the roof's front edge, 1.6 m above the ground.
  camera: { position: [0.5, 0, 1.6 - RIDE_HEIGHT], pitch: 0.1 },
  actions: PEDAL_ACTIONS,
  maxSpeed: FOUR_BY_FOUR.driveline.topSpeed,
  maxYawRate: 2,
  steeringLock: FOUR_BY_FOUR.steering.lock,
  drowningDepth: 0.75,
  create: (physics, ground) =>
    new RoadVehicle(physics, ground, FOUR_BY_FOUR, {
      kind: fourByFour,
      label: "car",
      hull: [
        { shape: "four_by_four", lamp: "none" },
        { shape: "four_by_four_tail_lamps", lamp: "tail" },
        { shape: "four_by_four_head_lamps", lamp: "head" },
      ],
      wheel: "four_by_four_wheel",
      paint: [0.08, 0.16, 0.07],
      height: SIZE.height,
    }),
};
