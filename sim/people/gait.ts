import { type Swing } from "../articulation/footfalls.ts";
import { footPitch, phaseOn, RUNNING, swingProfile, WALKING } from "./gait_curves.ts";
import { type Measures } from "./skeleton.ts";

/** How a body of a certain size moves its legs at a certain speed. */
export interface Gait {
  /** Cycles (two steps) a second. */
  cadence: number;
  /** Share of the cycle that a foot is on the ground. */
  duty: number;
  /** 0 walking, 1 running. */
  running: number;
  /** 0 standing, 1 moving along. */
  moving: number;
  /** Speed over `sqrt(g leg)`: the root of the Froude number. */
  relativeSpeed: number;
  /** Where a foot leaves the ground and lands, ahead of the hips, and beside the middle, metres. */
  liftOff: number;
  landing: number;
  side: number;
  /** How far below a straight leg the hips are on average, and how far they rise about it, metres. */
  drop: number;
  rise: number;
}

const GRAVITY = 9.81;
/** How far feet point outwards, radians. */
export const TOE_OUT = 0.11;

/**
 * The gait at a speed. Bodies of different size move alike at equal Froude number (R. M. Alexander,
 * "Optimization and gaits in the locomotion of vertebrates", 1989), and people start to run where it
 * passes 0.5. Walking, step length over cadence is a constant (the walk ratio: N. Sekiya et al.,
 * 1996): 6.4 mm per step and minute for a leg of 0.9 m, so the cadence goes with the root of speed.
 * The stride is what the speed makes of it: a foot on the ground moves as fast as the body, backwards.
 *
 * @param speed m/s
 */
export function gaitAt(speed: number, { leg, hipHeight }: Measures, out: Gait): Gait {
  const relative = speed / Math.sqrt(GRAVITY * hipHeight);
  const running = smooth((relative - 0.64) / 0.12);
  const steps = 0.843 * Math.sqrt(Math.max(0.1, relative)) * Math.sqrt(GRAVITY / hipHeight);
  const duty = mix(0.7 - 0.17 * relative, Math.max(0.28, 0.62 - 0.26 * relative), running);
  const travel = 2 * speed * duty / steps;
  out.cadence = steps / 2;
  out.duty = duty;
  out.running = running;
  out.moving = smooth((speed - 0.05) / 0.35);
  out.relativeSpeed = relative;
  out.landing = mix(0.385, 0.43, running) * travel;
  out.liftOff = out.landing - travel;
  out.side = mix(0.05, 0.02, running) * hipHeight / 0.93;
  // The hips ride on the stretched leg like an inverted pendulum, a little less than the leg would let them.
  const stretched = 0.985 * leg;
  const dip = stretched - Math.sqrt(Math.max(0, stretched ** 2 - out.landing ** 2));
  out.drop = mix(0.008 + 0.52 * dip, 0.075 * hipHeight, running);
  out.rise = mix(0.36 * dip, -0.032 * hipHeight, running);
  return out;
}

/** An empty gait to write to. */
export function emptyGait(): Gait {
  return {
    cadence: 0,
    duty: 0.62,
    running: 0,
    moving: 0,
    relativeSpeed: 0,
    liftOff: 0,
    landing: 0,
    side: 0,
    drop: 0,
    rise: 0,
  };
}

const walkingSwing = swingProfile(WALKING);
const runningSwing = swingProfile(RUNNING);

/** How a foot swings: `side` 1 the left foot, -1 the right. */
export function swingOf(gait: Gait, side: 1 | -1): Swing {
  const { running } = gait;
  return {
    liftOff: gait.liftOff,
    landing: gait.landing,
    side: side * gait.side,
    turnedOut: side * TOE_OUT,
    toe: 0.16,
    progress: (share) => mix(walkingSwing.progress(share), runningSwing.progress(share), running),
  };
}

/** Height of a swinging foot's lowest point above the ground, in lengths of the leg. */
export function swingLift({ running, moving }: Gait, share: number): number {
  const lift = mix(walkingSwing.lift(share), runningSwing.lift(share), running);
  return mix(0.03 * Math.sin(Math.PI * share), lift, moving);
}

const FLAT = 0.13;

/** Pitch of a foot at a phase of its own cycle, toes down positive, radians. */
export function pitchOfFoot({ duty, running, relativeSpeed }: Gait, phase: number): number {
  const walked = footPitch(WALKING, phaseOn(WALKING, phase, duty));
  const ran = 0.6 * footPitch(RUNNING, phaseOn(RUNNING, phase, duty));
  const pitch = mix(walked * Math.min(1, relativeSpeed / 0.42), ran, running);
  // A foot that carries lies flat: small angles are only what the curves lack in detail.
  const flat = FLAT *
    (phase < duty ? Math.min(1, 4 * (1 - phase / duty)) : smooth((phase - 0.9) / 0.1));
  return Math.sign(pitch) * Math.max(0, Math.abs(pitch) - flat);
}

/** A smooth step from 0 at 0 to 1 at 1. */
export function smooth(t: number): number {
  const x = Math.max(0, Math.min(1, t));
  return x * x * (3 - 2 * x);
}

/** From `a` at 0 to `b` at 1. */
export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}
