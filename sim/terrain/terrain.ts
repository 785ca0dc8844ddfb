import { type ReliefLayer } from "../biomes/biome.ts";
import { type Vec3 } from "../pose.ts";
import { randomStream } from "../random.ts";
import { GradientNoise, type NoiseSample } from "./gradient_noise.ts";
import { type Path, type PathDistance } from "./path.ts";
import { type Ditch } from "./ditch.ts";
import { type Pond } from "./pond.ts";
import { carveRiver, type River } from "./river.ts";

/** Side of a square landscape off the road, metres; it is centred on the origin. */
export const OFFROAD_SIZE = 256;

/** Height and slope of the ground at a point. */
export interface Surface {
  z: number;
  dx: number;
  dy: number;
}

/** The shape of the ground: a height above every point, in closed form, C1 everywhere. */
export interface Terrain {
  /** Side of the square that the world covers, metres. The height goes on beyond it. */
  readonly size: number;
  /** Height above the point, metres. */
  height(x: number, y: number): number;
  /** `[dz/dx, dz/dy]`, the exact derivative of `height`. */
  gradient(x: number, y: number): readonly [number, number];
  /** Writes height and gradient to `out`, and returns it: both for the price of one. */
  surface(x: number, y: number, out: Surface): Surface;
  /** Unit normal, upwards. */
  normal(x: number, y: number): Vec3;
}

/** How far the path smooths the ground around it, and how deep and wide its track is, metres. */
const WORN_RADIUS = 6.5;
const TRACK_DEPTH = 0.09;
const TRACK_RADIUS = 1.25;

/** Dunes are ridges this many times as long as wide; their crests are rounded by this share. */
const DUNE_STRETCH = 2.4;
const DUNE_ROUND = 0.16;

/** What a terrain is made of besides its seed. */
export interface TerrainShape {
  readonly path: Path;
  readonly layers: readonly ReliefLayer[];
  readonly ponds?: readonly Pond[];
  readonly river?: River | null;
  readonly ditch?: Ditch | null;
}

/**
 * The terrain of the world with that seed: layers of relief, smoothed along the path, with a bowl
 * under each pond, the bed of a river, and ditches.
 */
export function createTerrain(
  seed: number,
  { path, layers: wanted, ponds = [], river = null, ditch = null }: TerrainShape,
): Terrain {
  const random = randomStream(seed, "terrain/relief");
  const layers = wanted.map((layer) => ({
    ...layer,
    noise: new GradientNoise(random),
    // Lattice points lie where noise is zero: shifted apart, so that layers do not vanish together.
    shiftX: 100 * random(),
    shiftY: 100 * random(),
  }));
  const sample: NoiseSample = { value: 0, dx: 0, dy: 0 };
  const near: PathDistance = { squared: 0, dx: 0, dy: 0 };
  const relief: Surface = { z: 0, dx: 0, dy: 0 };
  const valley: Surface = { z: 0, dx: 0, dy: 0 };
  const trench: Surface = { z: 0, dx: 0, dy: 0 };
  // Dunes lie across the wind.
  const wind = layers.some(({ form }) => form === "ridged") ? 2 * Math.PI * random() : 0;
  const [windX, windY] = [Math.cos(wind), Math.sin(wind)];

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
    for (const { noise, shiftX, shiftY, amplitude, wavelength, worn, levelled, form } of layers) {
      if (form === "ridged") {
        const across = (windX * x + windY * y) / wavelength + shiftX;
        const along = (windX * y - windY * x) / (wavelength * DUNE_STRETCH) + shiftY;
        noise.sample(across, along, sample);
        // |value| with its kink rounded off, turned upside down: sharp crests, broad hollows.
        const height = Math.sqrt(sample.value * sample.value + DUNE_ROUND * DUNE_ROUND);
        const slope = -2 * sample.value / height;
        const sharpX = slope * (sample.dx * windX - sample.dy / DUNE_STRETCH * windY);
        const sharpY = slope * (sample.dx * windY + sample.dy / DUNE_STRETCH * windX);
        sample.value = 1 - 2 * height;
        sample.dx = sharpX;
        sample.dy = sharpY;
      } else {
        noise.sample(x / wavelength + shiftX, y / wavelength + shiftY, sample);
      }
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
    if (river) {
      valley.z = broad;
      valley.dx = broadX;
      valley.dy = broadY;
      carveRiver(river, path, x, y, valley);
      broad = valley.z;
      broadX = valley.dx;
      broadY = valley.dy;
    }
    out.z = broad + fine;
    out.dx = broadX + fineX;
    out.dy = broadY + fineY;
    if (ditch) {
      ditch.dug(x, y, trench);
      out.z -= trench.z;
      out.dx -= trench.dx;
      out.dy -= trench.dy;
    }
    return out;
  };

  return {
    size: OFFROAD_SIZE,
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
