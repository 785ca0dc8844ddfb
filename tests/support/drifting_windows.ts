import { counterRandom, normal, type Random } from "../../vision/mod.ts";

/** Labelled windows of a made-up world: features are Gaussian clouds around a mean for each class. */
export interface DriftingWindows {
  /** Features, 100 for each window. */
  readonly features: Float32Array<ArrayBuffer>;
  /** Soft labels, five for each window. */
  readonly labels: Float32Array<ArrayBuffer>;
}

/** How far the class means lie from the origin, in standard deviations of the clouds. */
const APART = 4;

/**
 * A world whose classes lie in random directions from a place off the origin that all share, as features of a
 * net have much in common. All of them wander: after `drift` of 1 a mean has moved by as much again as it
 * was away from that place.
 */
export function driftingWorld(seed: number): {
  frame(classes: readonly number[], drift: number): DriftingWindows;
} {
  const random = counterRandom(seed, 1);
  const directions = Array.from({ length: 11 }, () => unitVector(random));
  const noise = counterRandom(seed, 2);
  return {
    frame(classes, drift) {
      const features = new Float32Array(classes.length * 100);
      const labels = new Float32Array(classes.length * 5);
      classes.forEach((c, k) => {
        for (let f = 0; f < 100; f++) {
          const own = directions[c]![f]! + drift * directions[5 + c]![f]!;
          const mean = APART * (own + directions[10]![f]!);
          features[k * 100 + f] = mean + normal(noise);
        }
        for (let i = 0; i < 5; i++) labels[k * 5 + i] = softLabel(c, i);
      });
      return { features, labels };
    },
  };
}

/** Most of the belief in `c`, some in its neighbours. */
function softLabel(c: number, i: number): number {
  const weights = [0, 1, 2, 3, 4].map((k) => Math.exp(-3 * Math.abs(k - c)));
  return weights[i]! / weights.reduce((a, b) => a + b, 0);
}

function unitVector(random: Random): Float64Array {
  const v = Float64Array.from({ length: 100 }, () => normal(random));
  const length = Math.hypot(...v);
  return v.map((value) => value / length);
}
