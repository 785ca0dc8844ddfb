import { randomStream } from "../random.ts";

/** A point with the direction in which the path runs there. */
export interface PathPoint {
  readonly x: number;
  readonly y: number;
  /** Heading along the path, radians from +x, counter-clockwise. */
  readonly yaw: number;
}

/** Squared distance to a centre line, with its gradient. */
export interface PathDistance {
  squared: number;
  dx: number;
  dy: number;
}

/**
 * A winding dirt path across the map, through the origin, with one branch.
 *
 * In a frame turned by `angle` both centre lines are graphs over the same abscissa `s` in metres,
 * so distances have a closed form. Distances are first-order: `|t - f(s)| / sqrt(1 + f'(s)^2)`,
 * exact on the line and within a few percent a few metres beside it.
 */
export interface Path {
  /** Half the width of the beaten track, metres. */
  readonly halfWidth: number;
  /** Abscissa where the branch leaves. */
  readonly fork: number;
  /** How the frame of the abscissae is turned, radians. */
  readonly angle: number;
  /** The line above abscissa `s` in that frame: offset, slope and bend. */
  curve(s: number, line: 0 | 1): Readonly<Curve>;
  /** Distance to the nearer centre line, metres. */
  distance(x: number, y: number): number;
  /** Writes the squared distance to one line (`0` main, `1` branch) and its gradient to `out`. */
  squaredDistance(line: 0 | 1, x: number, y: number, out: PathDistance): PathDistance;
  /** The point of a line above abscissa `s`. */
  point(s: number, line?: 0 | 1): PathPoint;
}

/** A sine of a centre line. */
export interface Wave {
  readonly amplitude: number;
  readonly frequency: number;
  readonly phase: number;
}

/** A centre line above an abscissa: its offset and the first two derivatives of it. */
export interface Curve {
  f: number;
  slope: number;
  bend: number;
}

/** Adds sines to a curve. */
export function addWaves(waves: readonly Wave[], s: number, curve: Curve): void {
  for (const { amplitude, frequency, phase } of waves) {
    const argument = frequency * s + phase;
    const sine = amplitude * Math.sin(argument);
    curve.f += sine;
    curve.slope += frequency * amplitude * Math.cos(argument);
    curve.bend -= frequency * frequency * sine;
  }
}

/**
 * Writes the squared first-order distance to a curve and its gradient to `out`.
 *
 * @param curve Above the point's abscissa.
 * @param offset The point's height over the curve.
 * @param cos Of the frame's turn; `sin` likewise.
 */
export function squaredDistanceTo(
  curve: Readonly<Curve>,
  offset: number,
  cos: number,
  sin: number,
  out: PathDistance,
): PathDistance {
  const norm = 1 + curve.slope * curve.slope;
  out.squared = offset * offset / norm;
  const ds = -2 * offset * curve.slope / norm -
    2 * out.squared * curve.slope * curve.bend / norm;
  const dt = 2 * offset / norm;
  out.dx = ds * cos - dt * sin;
  out.dy = ds * sin + dt * cos;
  return out;
}

/** The path of the world with that seed. */
export function createPath(seed: number): Path {
  const random = randomStream(seed, "terrain/path");
  const angle = 2 * Math.PI * random();
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const wave = (amplitude: number, wavelength: number): Wave => ({
    amplitude: amplitude * (0.7 + 0.6 * random()),
    frequency: 2 * Math.PI / (wavelength * (0.85 + 0.3 * random())),
    phase: 2 * Math.PI * random(),
  });
  const waves = [wave(9, 130), wave(3.2, 62), wave(0.8, 30)];
  const halfWidth = 1.25 + 0.25 * random();
  const fork = -6 + 22 * random();
  const side = (random() < 0.5 ? -1 : 1) * (0.7 + 0.4 * random());
  const softness = 16;
  const origin = waves.reduce((sum, w) => sum + w.amplitude * Math.sin(w.phase), 0);

  const main: Curve = { f: 0, slope: 0, bend: 0 };
  const branch: Curve = { f: 0, slope: 0, bend: 0 };
  let followed = NaN;
  const follow = (s: number, line: 0 | 1): Curve => {
    // Whoever asks for one line asks for the other above the same abscissa.
    if (s !== followed) {
      main.f = -origin;
      main.slope = main.bend = 0;
      addWaves(waves, s, main);
      followed = s;
    }
    if (line === 0) return main;
    // The branch adds k z^3 / (z^2 + c^2), z = s - fork > 0: C2 at the fork, straight far out.
    const z = Math.max(0, s - fork);
    const q = z * z + softness * softness;
    const n = z * z * (z * z + 3 * softness * softness);
    branch.f = main.f + side * z * z * z / q;
    branch.slope = main.slope + side * n / (q * q);
    branch.bend = main.bend +
      side * ((4 * z * z * z + 6 * softness * softness * z) * q - 4 * z * n) / (q * q * q);
    return branch;
  };

  const distanceTo = (line: 0 | 1, x: number, y: number): number => {
    const curve = follow(cos * x + sin * y, line);
    return Math.abs(cos * y - sin * x - curve.f) / Math.sqrt(1 + curve.slope * curve.slope);
  };

  return {
    halfWidth,
    fork,
    angle,
    curve: follow,
    distance: (x, y) => Math.min(distanceTo(0, x, y), distanceTo(1, x, y)),
    squaredDistance(line, x, y, out) {
      const curve = follow(cos * x + sin * y, line);
      return squaredDistanceTo(curve, cos * y - sin * x - curve.f, cos, sin, out);
    },
    point(s, line = 0) {
      const { f, slope } = follow(s, line);
      return { x: cos * s - sin * f, y: sin * s + cos * f, yaw: angle + Math.atan(slope) };
    },
  };
}

/**
 * The first point of the main line, onwards from abscissa `s`, that lies `distance` metres (as the
 * crow flies) from the point at `s`.
 */
export function pathPointAway(path: Path, s: number, distance: number): PathPoint {
  const from = path.point(s);
  const gap = (end: number) => {
    const { x, y } = path.point(end);
    return Math.hypot(x - from.x, y - from.y) - distance;
  };
  // A graph over s is at least as long as its abscissa, so the crossing lies in between.
  let low = s;
  let high = s + distance;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (gap(middle) < 0) low = middle;
    else high = middle;
  }
  return path.point(high);
}
