import { wheelsOf } from "./axle.ts";
import { DIMENSIONS } from "../shapes/vehicles/dimensions.ts";
import { boxInertia, hullBox } from "./mass.ts";
import { PEDAL_ACTIONS, RoadVehicle, type RoadVehicleDesign } from "./road_vehicle.ts";
import { type SuspensionDesign } from "./suspension.ts";
import { type TyreDesign } from "./tyre.ts";
import { type VehicleKind } from "./vehicle.ts";

const MASS = 1400;
const SIZE = DIMENSIONS.saloon;
const RIDE_HEIGHT = 0.54;
const { wheelRadius: RADIUS, track: TRACK } = SIZE;
/** Distances of the axles from the centre of mass, metres: the motor makes it heavy in front. */
const FRONT = 1.2;
const REAR = SIZE.wheelbase - FRONT;

/** Bounces at 1.25 Hz in front and 1.4 Hz behind, damped to about a third of critical. */
const FRONT_SUSPENSION: SuspensionDesign = {
  stiffness: 24_800,
  bump: 1700,
  rebound: 2700,
  travel: 0.24,
  bumpStopStiffness: 150_000,
  tyreStiffness: 210_000,
};
const REAR_SUSPENSION: SuspensionDesign = {
  ...FRONT_SUSPENSION,
  stiffness: 23_000,
  bump: 1400,
  rebound: 2300,
};

/** 55 and 60 kN/rad: the car understeers a little. */
const FRONT_TYRE: TyreDesign = {
  longitudinal: 260_000,
  lateral: 137_500,
  damping: 1500,
  dampingSpeed: 1,
  relaxation: 0.4,
  loadSensitivity: 0.06,
};
const REAR_TYRE: TyreDesign = { ...FRONT_TYRE, lateral: 150_000 };

const ROTOR = { inertia: 1.1, radius: RADIUS };

/** A front-wheel-drive saloon's numbers; body frame, SI units. */
export const CAR: RoadVehicleDesign = {
  shape: {
    mass: MASS,
    inertia: boxInertia(MASS, 4.1, 1.6, 1.3),
    ...hullBox(SIZE, FRONT, RIDE_HEIGHT, 0.18),
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
    { left: 0, right: 1, stiffness: 18_000 },
    { left: 2, right: 3, stiffness: 8000 },
  ],
  bumper: { front: -Infinity, hold: 0.5 },
  tipped: 2,
  scrapeLimit: 10,
  waterDrag: 2500,
  airDrag: 0.5 * 1.225 * 0.3 * 2.2,
  steering: { base: FRONT + REAR, track: TRACK, lock: 0.56, rate: 0.8 },
  driveline: {
    force: 5500,
    power: 100_000,
    reverse: 0.5,
    topSpeed: 50,
    topReverse: 8,
    engineDrag: 350,
    split: [0.5, 0.5, 0, 0],
    coupling: 4,
    couplingLimit: 150,
    brakeForce: 16_500,
    brakeBalance: 0.65,
  },
};

/** A passenger car for roads. */
export const car: VehicleKind = {
  name: "car",
  shape: CAR.shape,
  rideHeight: RIDE_HEIGHT,
  // Behind the windscreen, 1.3 m above the road.
  camera: { position: [0.55, 0, 1.3 - RIDE_HEIGHT], pitch: 0.06 },
  actions: PEDAL_ACTIONS,
  maxSpeed: CAR.driveline.topSpeed,
  maxYawRate: 2,
  steeringLock: CAR.steering.lock,
  drowningDepth: 0.5,
  create: (physics, ground) =>
    new RoadVehicle(physics, ground, CAR, {
      kind: car,
      label: "car",
      hull: [
        { shape: "saloon", lamp: "none" },
        { shape: "saloon_tail_lamps", lamp: "tail" },
        { shape: "saloon_head_lamps", lamp: "head" },
      ],
      wheel: "saloon_wheel",
      paint: [0.35, 0.02, 0.03],
      height: SIZE.height,
    }),
};
