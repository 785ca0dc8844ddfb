/** A function of the gait cycle `0..1` that starts where the foot touches the ground. */
export type CycleCurve = (phase: number) => number;

/** Flexion of the leg's joints over a cycle, radians: hip forwards, knee back, ankle toes up. */
export interface LegCurves {
  readonly hip: CycleCurve;
  readonly knee: CycleCurve;
  readonly ankle: CycleCurve;
  /** Share of the cycle that the foot is on the ground. */
  readonly duty: number;
}

/**
 * Walking at a natural pace. The shapes are those of the normative sagittal angles of D. A. Winter,
 * "The Biomechanics and Motor Control of Human Gait" (1987); a few Fourier terms go through the
 * turning points of each.
 */
export const WALKING: LegCurves = {
  hip: fourier([7.03, 16.06, -4.49, -2.12, -1.59, 0.05, 0.84, -0.02, -0.12]),
  knee: fourier([23.77, -2.44, -20.28, -15.13, 6.79, -1.32, 3.74, -0.66, 0.34, -0.4, 0.49]),
  ankle: fourier([-0.47, -0.57, 6.53, 0.94, -7.08, -3.11, 0.85, 1.82, -0.53, -0.41, -0.95]),
  duty: 0.62,
};

/**
 * Running. The shapes are those of T. F. Novacheck, "The biomechanics of running", Gait and Posture 7
 * (1998).
 */
export const RUNNING: LegCurves = {
  hip: fourier([20.33, 19.13, -14.64, -3.95, 3.1, -0.49, -0.24, -0.67, 0.43]),
  knee: fourier([47.85, -10.81, -29.12, -15.61, 15.37, -4.5, 1.76, -0.55, 1.25, -0.08, -0.13]),
  ankle: fourier([2.93, 12.98, 3.84, -7.44, 6.37, -2.18, -4.07, 0.86, 0.56, -0.99, 0.27]),
  duty: 0.38,
};

/** Pitch of the foot against the ground at a phase, toes down positive, radians. */
export function footPitch({ hip, knee, ankle }: LegCurves, phase: number): number {
  return knee(phase) - hip(phase) - ankle(phase);
}

/** The phase of a curve with its own share of stance that a phase of another gait stands for. */
export function phaseOn(curves: LegCurves, phase: number, duty: number): number {
  return phase < duty
    ? phase / duty * curves.duty
    : curves.duty + (phase - duty) / (1 - duty) * (1 - curves.duty);
}

/** How a foot swings forwards: shares of way and lift by share of the swing. */
export interface SwingProfile {
  /** Share of the way from where it left the ground to where it lands. */
  readonly progress: (share: number) => number;
  /** Its lowest point above the ground, in lengths of the leg. */
  readonly lift: (share: number) => number;
}

const SAMPLES = 48;

/**
 * The path of a foot in the air that the joint angles lead to (forward kinematics of a leg of unit
 * length in two equal bones, whose foot is in Drillis and Contini's proportion to it).
 */
export function swingProfile(curves: LegCurves): SwingProfile {
  const progress = new Float64Array(SAMPLES + 1);
  const lift = new Float64Array(SAMPLES + 1);
  for (let k = 0; k <= SAMPLES; k++) {
    const phase = curves.duty + (1 - curves.duty) * k / SAMPLES;
    const thigh = curves.hip(phase);
    const shank = thigh - curves.knee(phase);
    const [back, up] = tiptoe(footPitch(curves, phase), 0.086, 0.138, 0.079);
    progress[k] = 0.5 * (Math.sin(thigh) + Math.sin(shank)) - back;
    lift[k] = -0.5 * (Math.cos(thigh) + Math.cos(shank)) - up;
  }
  const [first, last] = [progress[0]!, progress[SAMPLES]!];
  const [low, high] = [lift[0]!, lift[SAMPLES]!];
  for (let k = 0; k <= SAMPLES; k++) {
    const share = k / SAMPLES;
    progress[k] = (progress[k]! - first) / (last - first);
    const clear = 0.022 * Math.sin(Math.PI * share);
    lift[k] = Math.max(clear, lift[k]! - low - (high - low) * share);
  }
  return { progress: between(progress), lift: between(lift) };
}

/**
 * How far a foot that is pitched about its ball (toes down) or heel (toes up) carries its ankle
 * forwards and upwards, against the foot flat on the same spot.
 *
 * @returns Metres ahead, and up.
 */
export function tiptoe(pitch: number, heel: number, ball: number, ankle: number): [number, number] {
  // From the point on the ground to the ankle: (-ball, ankle) or (heel, ankle), turned.
  const x = pitch > 0 ? -ball : heel;
  const cos = Math.cos(pitch), sin = Math.sin(pitch);
  return [x * cos + ankle * sin - x, ankle * cos - x * sin - ankle];
}

function between(values: Float64Array): (share: number) => number {
  return (share) => {
    const at = Math.max(0, Math.min(1, share)) * SAMPLES;
    const k = Math.min(SAMPLES - 1, Math.floor(at));
    return values[k]! + (at - k) * (values[k + 1]! - values[k]!);
  };
}

/** The mean, then cosine and sine of each harmonic, degrees. */
function fourier(terms: readonly number[]): CycleCurve {
  return (phase) => {
    let sum = terms[0]!;
    for (let k = 1; k < terms.length; k += 2) {
      const angle = Math.PI * (k + 1) * phase;
      sum += terms[k]! * Math.cos(angle) + terms[k + 1]! * Math.sin(angle);
    }
    return sum * Math.PI / 180;
  };
}
