/** How four legs move at a speed. */
export interface FourLegGait {
  /** Cycles a second. */
  cadence: number;
  duty: number;
  /** Where feet leave the ground and land, ahead of their hips or shoulders, metres. */
  liftOff: number;
  landing: number;
  /** How high they are lifted, metres. */
  lift: number;
  /** When each foot lands: left hind, left fore, right hind, right fore; shares of the cycle. */
  readonly offsets: Float64Array;
  /** 0 walk, 1 trot, 2 gallop. */
  pace: number;
}

const GRAVITY = 9.81;

/** Walk in lateral sequence; trot in diagonal pairs; gallop: hind feet, then fore feet. */
const WALK = [0, 0.25, 0.5, 0.75] as const;
const TROT = [0, 0.5, 0.5, 1] as const;
const GALLOP = [0, 0.5, 0.12, 0.62] as const;
const HOP = [0, 0.55, 0.03, 0.65] as const;

/** An empty gait to write to. */
export function emptyFourLegGait(): FourLegGait {
  return {
    cadence: 0,
    duty: 0.6,
    liftOff: 0,
    landing: 0,
    lift: 0,
    offsets: new Float64Array(4),
    pace: 0,
  };
}

/**
 * The gait at a speed (R. M. Alexander and A. S. Jayes, "A dynamic similarity hypothesis for the gaits of
 * quadrupedal mammals", J. Zool. 201, 1983): stride over hip height is 2.4 times the Froude number to
 * 0.34; walkers start to trot near 0.5 and to gallop near 2.5. The footfall of one gait becomes that of the
 * next without a jump.
 */
export function fourLegGaitAt(
  speed: number,
  hipHeight: number,
  hops: boolean,
  out: FourLegGait,
): FourLegGait {
  const froude = Math.max(0.02, speed * speed / (GRAVITY * hipHeight));
  const stride = 2.4 * hipHeight * froude ** 0.34;
  const trot = ramp(froude, 0.4, 0.75);
  const gallop = ramp(froude, 2.1, 3.2);
  out.cadence = Math.max(speed, Math.sqrt(0.02 * GRAVITY * hipHeight)) / stride;
  out.duty = hops ? 0.34 : 0.66 - 0.2 * trot - 0.2 * gallop;
  // Legs reach no further than they are long: very fast animals fly for longer instead.
  const travel = Math.min(speed * out.duty / out.cadence, 0.95 * hipHeight);
  out.duty = Math.max(0.15, speed > 0.1 ? travel * out.cadence / speed : out.duty);
  out.landing = 0.52 * travel;
  out.liftOff = out.landing - travel;
  out.lift = hipHeight * (0.09 + 0.07 * trot + 0.08 * gallop);
  out.pace = trot + gallop;
  for (let foot = 0; foot < 4; foot++) {
    const slow = WALK[foot]! + trot * (TROT[foot]! - WALK[foot]!);
    out.offsets[foot] = hops ? HOP[foot]! : slow + gallop * (GALLOP[foot]! - slow);
  }
  return out;
}

function ramp(value: number, from: number, to: number): number {
  const t = Math.max(0, Math.min(1, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
