import { type DitchHabit } from "../biomes/biome.ts";
import { randomStream } from "../random.ts";
import { GradientNoise, type NoiseSample } from "./gradient_noise.ts";
import { type Path, type PathDistance } from "./path.ts";
import { type Surface } from "./terrain.ts";

/** Ditches beside the path. */
export interface Ditch {
  /** Writes how far the ground is dug out, metres (positive), and its gradient to `out`. */
  dug(x: number, y: number, out: Surface): Surface;
}

/** Metres along which a ditch comes and goes. */
const WAVELENGTH = 38;
/** Where the branch leaves there is no ditch: metres from the fork along the path. */
const FORK_FROM = -8;
const FORK_TO = 30;
const FORK_EASE = 8;

/**
 * Ditches on both sides of a path. Their depth is `depth exp(-((d^2 - o^2) / (2 o w))^2)` at distance
 * `d` from the line, a smooth trough `w` wide around `o`; a slow noise fills them in for stretches,
 * and about the fork they end.
 */
export function createDitch(seed: number, habit: DitchHabit, path: Path): Ditch {
  const noise = new GradientNoise(randomStream(seed, "terrain/ditch"));
  const sample: NoiseSample = { value: 0, dx: 0, dy: 0 };
  const line: PathDistance = { squared: 0, dx: 0, dy: 0 };
  const middle = habit.offset * habit.offset;
  const width = 2 * habit.offset * habit.halfWidth;
  const cos = Math.cos(path.angle);
  const sin = Math.sin(path.angle);
  return {
    dug(x, y, out) {
      out.z = out.dx = out.dy = 0;
      path.squaredDistance(0, x, y, line);
      const u = (line.squared - middle) / width;
      // Beyond, the trough is less deep than a double can tell.
      if (u * u > 40) return out;
      noise.sample(x / WAVELENGTH, y / WAVELENGTH, sample);
      const [open, openSlope] = ease((sample.value + 0.2) / 0.3);
      const along = cos * x + sin * y - path.fork;
      const [before, beforeSlope] = ease((FORK_FROM - along) / FORK_EASE);
      const [after, afterSlope] = ease((along - FORK_TO) / FORK_EASE);
      const clear = before + after;
      const clearSlope = (afterSlope - beforeSlope) / FORK_EASE;
      const trough = habit.depth * Math.exp(-u * u);
      const troughSlope = -2 * u * trough / width;
      const noiseSlope = openSlope / (0.3 * WAVELENGTH);
      out.z = trough * open * clear;
      out.dx = open * clear * troughSlope * line.dx + trough * clear * noiseSlope * sample.dx +
        trough * open * clearSlope * cos;
      out.dy = open * clear * troughSlope * line.dy + trough * clear * noiseSlope * sample.dy +
        trough * open * clearSlope * sin;
      return out;
    },
  };
}

/** 0 up to `t = 0`, 1 from `t = 1`, smooth between; with its slope. */
function ease(t: number): readonly [value: number, slope: number] {
  if (t <= 0) return [0, 0];
  if (t >= 1) return [1, 0];
  return [t * t * (3 - 2 * t), 6 * t * (1 - t)];
}
