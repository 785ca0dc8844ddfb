import { type BodyShape } from "../physics/rigid_body.ts";
import { boxInertia } from "./mass.ts";
import { type CameraMount } from "./vehicle.ts";

/**
 * The rover's numbers: a four-wheel skid-steer robot of the size of the LAGR programme's (Jackel et
 * al., "The DARPA LAGR program", 2006). Body frame: origin at the centre of mass, x forward, y left,
 * z up. SI units.
 */
export const ROVER = {
  mass: 75,
  /** Height of the origin above level ground at rest. */
  rideHeight: 0.26,
  /** The chassis as it collides; as wide as the outer faces of the wheels. */
  halfExtents: [0.55, 0.35, 0.12],
  wheels: {
    radius: 0.19,
    width: 0.12,
    /** Hubs, left and right of the middle, before and behind it. */
    track: 0.58,
    base: 0.6,
    /** Per wheel: N/m, N s/m, and metres between full droop and the bump stop. */
    stiffness: 7400,
    damping: 340,
    travel: 0.11,
    bumpStopStiffness: 60_000,
  },
  tyres: {
    longitudinal: 30_000,
    lateral: 30_000,
    damping: 700,
    dampingSpeed: Infinity,
    relaxation: 0.1,
    loadSensitivity: 0,
  },
  drive: {
    /** Fastest forward speed and yaw rate that commands reach. */
    maxSpeed: 1.3,
    maxYawRate: 1.2,
    /** How fast commands may change, m/s^2 and rad/s^2. */
    acceleration: 1.8,
    yawAcceleration: 4,
    /** Spin inertia of a side, motor and gears included, kg m^2. */
    sideInertia: 0.6,
    /** Torques of a side, N m. */
    motorTorque: 90,
    brakeTorque: 130,
    /** Speed controller of a side: N m per rad/s, N m per rad. */
    proportional: 50,
    integral: 60,
    /** Yaw-rate controller, on the rate gyro: rad/s of command per rad/s, and per rad. */
    yawProportional: 1,
    yawIntegral: 6,
    /** Slower than this (m/s at the wheels) with nothing commanded, the parking brake closes. */
    parkingSpeed: 0.05,
  },
  bumper: {
    /** The bumper is the chassis front beyond this x. */
    front: 0.45,
    /** Seconds that the switch stays closed after a touch, and that must pass before a new hit. */
    hold: 0.25,
  },
} as const;

/** The mast camera, 1 m above level ground. */
export const cameraMount: CameraMount = {
  position: [0.35, 0, 1 - ROVER.rideHeight],
  pitch: 10 * Math.PI / 180,
};

/** Mass, moments and collision box of the rover. */
export const ROVER_BODY: BodyShape = {
  mass: ROVER.mass,
  // A box of the chassis' outline, higher than it for the mast.
  inertia: boxInertia(ROVER.mass, 1.1, 0.7, 0.5),
  halfExtents: ROVER.halfExtents,
};
