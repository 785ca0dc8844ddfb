import { randomStream } from "../random.ts";
import { GradientNoise, type NoiseSample } from "../terrain/gradient_noise.ts";
import { type Surface, type Terrain } from "../terrain/terrain.ts";
import { ROAD_LANDSCAPE_SIZE as SIZE } from "./layouts/layout_kind.ts";
import { type Base } from "./road_mesh.ts";
import { type RoadSurface } from "./road_surface.ts";

/** A wave of the base: `amplitude sin(kx x + ky y + phase)`. */
interface Wave {
  readonly amplitude: number;
  readonly kx: number;
  readonly ky: number;
  readonly phase: number;
}

/** Wavelengths of the base, metres. */
const WAVELENGTHS = [340, 260, 205, 165] as const;

/**
 * The base that everything lies on: long gentle waves, each weaker as it is shorter, so that none is steep.
 *
 * @param height Of the waves together, metres, about.
 */
export function createBase(seed: number, height: number): Base {
  const random = randomStream(seed, "roads/base");
  const waves = WAVELENGTHS.map((wavelength): Wave => {
    const angle = 2 * Math.PI * random();
    const k = 2 * Math.PI / wavelength;
    return {
      amplitude: 0.45 * height * (wavelength / WAVELENGTHS[0]) ** 1.2,
      kx: k * Math.cos(angle),
      ky: k * Math.sin(angle),
      phase: 2 * Math.PI * random(),
    };
  });
  return (x, y, out) => {
    let z = 0, dx = 0, dy = 0;
    for (const { amplitude, kx, ky, phase } of waves) {
      const at = kx * x + ky * y + phase;
      z += amplitude * Math.sin(at);
      const slope = amplitude * Math.cos(at);
      dx += slope * kx;
      dy += slope * ky;
    }
    out.z = z;
    out.dx = dx;
    out.dy = dy;
    return out;
  };
}

/** Layers of the hills: share of their height, and wavelength in metres. */
const HILLS = [[0.75, 92], [0.2, 37], [0.05, 13]] as const;
/** Control points of the hills' weight lie this far apart; each reaches two of that far. */
const KNOT = 8;
/** Hills begin here and are whole there, metres from the road. */
const HILLS_BEGIN = 27;
const HILLS_WHOLE = 75;
/** The relief that is drawn lies this much lower under carriageways, metres: it must not show through. */
const SUNK = 0.07;
/** Less raised than this is carriageway rather than pavement, metres. */
const LOW = 0.06;

/** The ground of a road landscape, and the relief that is drawn of it beneath the roads' own surface. */
export interface RoadTerrain {
  readonly terrain: Terrain;
  readonly relief: Pick<Terrain, "size" | "height" | "surface">;
}

/**
 * Ground under and around roads: the base, what the roads rise above it (kerbs, pavements, islands), and hills
 * that begin where no road is near.
 *
 * @param hills Their height, metres.
 */
export function createRoadTerrain(
  seed: number,
  base: Base,
  roads: RoadSurface,
  hills: number,
): RoadTerrain {
  const random = randomStream(seed, "roads/hills");
  const layers = HILLS.map(([share, wavelength]) => ({
    amplitude: hills * share,
    wavelength,
    noise: new GradientNoise(random),
    shiftX: 100 * random(),
    shiftY: 100 * random(),
  }));
  const weight = hills > 0 ? hillWeight(roads) : null;
  const sample: NoiseSample = { value: 0, dx: 0, dy: 0 };
  const part: Surface = { z: 0, dx: 0, dy: 0 };

  /** Base and hills, without the roads. */
  const land = (x: number, y: number, out: Surface): Surface => {
    base(x, y, out);
    if (!weight || weight(x, y, part).z === 0) return out;
    const { z: share, dx: shareX, dy: shareY } = part;
    // Hills only rise: the land around roads lies in a valley.
    let z = 0.42 * hills, dx = 0, dy = 0;
    for (const { amplitude, wavelength, noise, shiftX, shiftY } of layers) {
      noise.sample(x / wavelength + shiftX, y / wavelength + shiftY, sample);
      z += amplitude * sample.value;
      dx += amplitude / wavelength * sample.dx;
      dy += amplitude / wavelength * sample.dy;
    }
    out.z += share * z;
    out.dx += share * dx + shareX * z;
    out.dy += share * dy + shareY * z;
    return out;
  };
  const surface = (x: number, y: number, out: Surface): Surface => {
    land(x, y, out);
    const triangle = roads.locate(x, y);
    if (triangle < 0) return out;
    roads.rise(triangle, x, y, part);
    out.z += part.z;
    out.dx += part.dx;
    out.dy += part.dy;
    return out;
  };
  const scratch: Surface = { z: 0, dx: 0, dy: 0 };
  const terrain: Terrain = {
    size: SIZE,
    surface,
    height: (x, y) => surface(x, y, scratch).z,
    gradient(x, y) {
      const { dx, dy } = surface(x, y, scratch);
      return [dx, dy];
    },
    normal(x, y) {
      const { dx, dy } = surface(x, y, scratch);
      const length = Math.sqrt(dx * dx + dy * dy + 1);
      return [-dx / length, -dy / length, 1 / length];
    },
  };
  const drawn = (x: number, y: number, out: Surface): Surface => {
    land(x, y, out);
    if (underCarriageway(roads, x, y)) out.z -= SUNK;
    return out;
  };
  return {
    terrain,
    relief: { size: SIZE, surface: drawn, height: (x, y) => drawn(x, y, scratch).z },
  };
}

/** Whether carriageway lies over a point or close beside it. */
function underCarriageway(roads: RoadSurface, x: number, y: number): boolean {
  const part: Surface = { z: 0, dx: 0, dy: 0 };
  for (let k = -1; k < 8; k++) {
    const angle = k * Math.PI / 4;
    const px = k < 0 ? x : x + 0.8 * Math.cos(angle);
    const py = k < 0 ? y : y + 0.8 * Math.sin(angle);
    const triangle = roads.locate(px, py);
    if (triangle < 0 || roads.isGrass(triangle)) continue;
    if (roads.rise(triangle, px, py, part).z < LOW) return true;
  }
  return false;
}

/**
 * How much of the hills there is at a point, `0..1`: a bicubic B-spline (C2) over a grid of knots whose values
 * follow from the distance to the nearest road.
 */
function hillWeight(roads: RoadSurface): Base {
  const side = SIZE / KNOT + 9;
  const low = -(side - 1) / 2 * KNOT;
  const knots = new Float64Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const distance = roads.distance(low + column * KNOT, low + row * KNOT, HILLS_WHOLE);
      const t = Math.max(0, (distance - HILLS_BEGIN) / (HILLS_WHOLE - HILLS_BEGIN));
      knots[row * side + column] = t * t * (3 - 2 * t);
    }
  }
  return (x, y, out) => {
    out.z = out.dx = out.dy = 0;
    const u = Math.max(1, Math.min(side - 2.001, (x - low) / KNOT));
    const v = Math.max(1, Math.min(side - 2.001, (y - low) / KNOT));
    const column = Math.floor(u), row = Math.floor(v);
    for (let r = -1; r <= 2; r++) {
      const wy = spline(v - row - r), sy = splineSlope(v - row - r) / KNOT;
      for (let c = -1; c <= 2; c++) {
        const value = knots[(row + r) * side + column + c]!;
        if (value === 0) continue;
        const wx = spline(u - column - c), sx = splineSlope(u - column - c) / KNOT;
        out.z += value * wx * wy;
        out.dx += value * sx * wy;
        out.dy += value * wx * sy;
      }
    }
    return out;
  };
}

/** The uniform cubic B-spline, `|t| < 2`. */
function spline(t: number): number {
  const a = Math.abs(t);
  if (a < 1) return 2 / 3 - a * a + a * a * a / 2;
  return a < 2 ? (2 - a) ** 3 / 6 : 0;
}

function splineSlope(t: number): number {
  const a = Math.abs(t), sign = Math.sign(t);
  if (a < 1) return sign * (-2 * a + 1.5 * a * a);
  return a < 2 ? -sign * (2 - a) ** 2 / 2 : 0;
}
