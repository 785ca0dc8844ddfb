import { type Vec3 } from "../pose.ts";
import { randomStream } from "../random.ts";
import { GradientNoise, type NoiseSample } from "./gradient_noise.ts";
import { type Path, type PathDistance } from "./path.ts";
import { type Pond } from "./pond.ts";

/** Side of the square world, metres; it is centred on the origin. */
export const WORLD_SIZE = 256;

/** Distance from the middle, along x and y, at which a soft wall pushes vehicles back, metres. */
export const BOUNDARY = WORLD_SIZE / 2 - 6;

/** Height and slope of the ground at a point. */
export interface Surface {
  z: number;
  dx: number;
  dy: number;
}

/** The shape of the ground: a height above every point, in closed form, C1 everywhere. */
export interface Terrain {
  /** Side of the square that the world covers, metres. The height goes on beyond it. */
  readonly size: typeof WORLD_SIZE;
  /** Height above the point, metres. */
  height(x: number, y: number): number;
  /** `[dz/dx, dz/dy]`, the exact derivative of `height`. */
  gradient(x: number, y: number): readonly [number, number];
  /** Writes height and gradient to `out`, and returns it: both for the price of one. */
  surface(x: number, y: number, out: Surface): Surface;
  /** Unit normal, upwards. */
  normal(x: number, y: number): Vec3;
}

/** One layer of noise: long waves pass under the path unchanged, short ones are smoothed by it. */
interface Layer {
  readonly amplitude: number;
  readonly wavelength: number;
  /** Share of the layer that the path takes away. */
  readonly worn: number;
  /** Whether ponds level it: fine layers stay, so that shores wind. */
  readonly levelled: boolean;
}

const LAYERS: readonly Layer[] = [
  { amplitude: 7.2, wavelength: 105, worn: 0, levelled: true },
  { amplitude: 1.9, wavelength: 46, worn: 0.7, levelled: true },
  { amplitude: 0.34, wavelength: 17, worn: 0.7, levelled: false },
  { amplitude: 0.05, wavelength: 4.3, worn: 0.5, levelled: false },
];

/** How far the path smooths the ground around it, and how deep and wide its track is, metres. */
const WORN_RADIUS = 6.5;
const TRACK_DEPTH = 0.09;
const TRACK_RADIUS = 1.25;

/**
 * The terrain of the world with that seed: rolling meadow, smoothed along the path, with a bowl
 * under each pond.
 */
export function createTerrain(seed: number, path: Path, ponds: readonly Pond[]): Terrain {
  const random = randomStream(seed, "terrain/relief");
  const layers = LAYERS.map((layer) => ({
    ...layer,
    noise: new GradientNoise(random),
    // Lattice points lie where noise is zero: shifted apart, so that layers do not vanish together.
    shiftX: 100 * random(),
    shiftY: 100 * random(),
  }));
  const sample: NoiseSample = { value: 0, dx: 0, dy: 0 };
  const near: PathDistance = { squared: 0, dx: 0, dy: 0 };
  const relief: Surface = { z: 0, dx: 0, dy: 0 };

  /** Height and gradient at once; gradients cost little beside the noise itself. */
  const evaluate = (x: number, y: number, out: Surface): Surface => {
    // away = product over lines of 1 - exp(-d^2 / w^2): 0 on the path, 1 far from it.
    let away = 1, awayX = 0, awayY = 0;
    let beside = 1, besideX = 0, besideY = 0;
    for (const line of [0, 1] as const) {
      path.squaredDistance(line, x, y, near);
      const wide = Math.exp(-near.squared / (WORN_RADIUS * WORN_RADIUS));
      const wideSlope = wide / (WORN_RADIUS * WORN_RADIUS);
      awayX = awayX * (1 - wide) + away * wideSlope * near.dx;
      awayY = awayY * (1 - wide) + away * wideSlope * near.dy;
      away *= 1 - wide;
      const narrow = Math.exp(-near.squared / (TRACK_RADIUS * TRACK_RADIUS));
      const narrowSlope = narrow / (TRACK_RADIUS * TRACK_RADIUS);
      besideX = besideX * (1 - narrow) + beside * narrowSlope * near.dx;
      besideY = besideY * (1 - narrow) + beside * narrowSlope * near.dy;
      beside *= 1 - narrow;
    }
    let broad = 0, broadX = 0, broadY = 0;
    let fine = TRACK_DEPTH * beside, fineX = TRACK_DEPTH * besideX, fineY = TRACK_DEPTH * besideY;
    for (const { noise, shiftX, shiftY, amplitude, wavelength, worn, levelled } of layers) {
      noise.sample(x / wavelength + shiftX, y / wavelength + shiftY, sample);
      const keep = 1 - worn * (1 - away);
      const z = amplitude * sample.value;
      const dx = amplitude / wavelength * sample.dx * keep + z * worn * awayX;
      const dy = amplitude / wavelength * sample.dy * keep + z * worn * awayY;
      if (levelled) broad += z * keep, broadX += dx, broadY += dy;
      else fine += z * keep, fineX += dx, fineY += dy;
    }
    for (const pond of ponds) {
      const px = x - pond.x;
      const py = y - pond.y;
      const r = Math.hypot(px, py);
      if (r >= pond.reach) continue;
      // A bowl -depth deep in the middle, 0 at the shore, +depth far out; past the disc's rim it
      // fades into the hillside.
      const shore = pond.shore * pond.shore;
      const q = 1 + r * r / shore;
      const bowl = pond.level + pond.depth * (1 - 2 / q);
      const bowlX = 4 * pond.depth * px / (shore * q * q);
      const bowlY = 4 * pond.depth * py / (shore * q * q);
      const t = (pond.reach - r) / (pond.reach - pond.radius);
      const weight = t >= 1 ? 1 : t * t * (3 - 2 * t);
      const weightSlope = t >= 1 ? 0 : -6 * t * (1 - t) / (pond.reach - pond.radius) / r;
      const lift = bowl - broad;
      broadX += weight * (bowlX - broadX) + weightSlope * px * lift;
      broadY += weight * (bowlY - broadY) + weightSlope * py * lift;
      broad += weight * lift;
    }
    out.z = broad + fine;
    out.dx = broadX + fineX;
    out.dy = broadY + fineY;
    return out;
  };

  return {
    size: WORLD_SIZE,
    surface: evaluate,
    height: (x, y) => evaluate(x, y, relief).z,
    gradient(x, y) {
      const { dx, dy } = evaluate(x, y, relief);
      return [dx, dy];
    },
    normal(x, y) {
      const { dx, dy } = evaluate(x, y, relief);
      const length = Math.sqrt(dx * dx + dy * dy + 1);
      return [-dx / length, -dy / length, 1 / length];
    },
  };
}
