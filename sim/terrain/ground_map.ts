import { type LabelName, labelNamed } from "../labels.ts";
import { edgeNoise, type NoiseImage } from "./edge_noise.ts";
import { type GroundPatch } from "./ground_patches.ts";
import { type Path } from "./path.ts";
import { type Pond } from "./pond.ts";
import { type Terrain, WORLD_SIZE } from "./terrain.ts";

/** A four-channel image over the whole world. */
export interface SplatImage {
  readonly size: 512;
  /** RGBA8: weights of path, gravel, mud, rock; 128 lies on the edge of a class. */
  readonly data: Uint8Array;
}

/**
 * What the ground is made of: one rule for the shader that draws it, the labels and the tyres.
 *
 * `weight = splat(x, y) / 255 + edge * (noise.r(x / period, y / period) - 0.5)`, both sampled
 * bilinearly at level 0 (splat clamped, noise repeated; texel centres at half steps; splat row 0 at
 * y = -128 and column 0 at x = -128). The first of mud, rock, gravel, path whose weight exceeds 0.5
 * is the class, else grass; under a pond's surface it is water.
 */
export interface GroundMap {
  readonly splat: SplatImage;
  readonly noise: NoiseImage;
  /** How far noise moves a weight, peak to peak. */
  readonly edge: number;
  /** Label id of the ground at the point. */
  classAt(x: number, y: number): number;
}

const SIZE = 512;
const METRES_PER_TEXEL = WORLD_SIZE / SIZE;
/** Metres over which a weight falls from 1 to 0. */
const SOFTNESS = 3;
const EDGE = 0.55;

/** Channel of each painted class, in the order in which one covers the other. */
const COVERING = [["mud", 2], ["rock", 3], ["gravel", 1], ["path", 0]] as const;
const COVERING_IDS = COVERING.map(([name, channel]) => [labelNamed(name).id, channel] as const);
const GRASS = idOf("grass");
const WATER = idOf("water");

/** Paints the ground: the path, patches of gravel, mud and rock, and mud around ponds. */
export function createGroundMap(
  terrain: Terrain,
  path: Path,
  ponds: readonly Pond[],
  patches: readonly GroundPatch[],
): GroundMap {
  const data = new Uint8Array(SIZE * SIZE * 4);
  paintPath(data, path);
  for (const patch of patches) paintPatch(data, patch);
  for (const pond of ponds) paintShore(data, pond);
  const splat: SplatImage = { size: SIZE, data };
  const noise = edgeNoise();
  return {
    splat,
    noise,
    edge: EDGE,
    classAt(x, y) {
      for (const pond of ponds) {
        const px = x - pond.x;
        const py = y - pond.y;
        if (px * px + py * py < pond.radius * pond.radius && terrain.height(x, y) < pond.level) {
          return WATER;
        }
      }
      const scale = noise.size / noise.period;
      const shift = EDGE * (bilinear(noise.data, noise.size, x * scale, y * scale, 0, true) - 0.5);
      const u = (x + WORLD_SIZE / 2) / METRES_PER_TEXEL;
      const v = (y + WORLD_SIZE / 2) / METRES_PER_TEXEL;
      for (const [id, channel] of COVERING_IDS) {
        if (bilinear(data, SIZE, u, v, channel, false) + shift > 0.5) return id;
      }
      return GRASS;
    },
  };
}

/** A channel at texel coordinates `(u, v)` as `0..1`, as a GPU samples it. */
export function bilinear(
  data: Uint8Array,
  size: number,
  u: number,
  v: number,
  channel: number,
  repeat: boolean,
): number {
  const column = Math.floor(u - 0.5);
  const row = Math.floor(v - 0.5);
  const fu = u - 0.5 - column;
  const fv = v - 0.5 - row;
  const wrap = repeat
    ? (i: number) => ((i % size) + size) % size
    : (i: number) => Math.max(0, Math.min(size - 1, i));
  const left = wrap(column), right = wrap(column + 1);
  const top = wrap(row) * size, bottom = wrap(row + 1) * size;
  const at = (index: number) => data[4 * index + channel]!;
  const upper = at(top + left) * (1 - fu) + at(top + right) * fu;
  const lower = at(bottom + left) * (1 - fu) + at(bottom + right) * fu;
  return (upper * (1 - fv) + lower * fv) / 255;
}

/** Raises a texel to the weight of a point `inside` metres within the edge of a class. */
function raise(data: Uint8Array, texel: number, channel: number, inside: number): void {
  const weight = Math.round(255 * Math.max(0, Math.min(1, 0.5 + inside / SOFTNESS)));
  const at = 4 * texel + channel;
  if (weight > data[at]!) data[at] = weight;
}

function centreOf(index: number): number {
  return (index + 0.5) * METRES_PER_TEXEL - WORLD_SIZE / 2;
}

function paintPath(data: Uint8Array, path: Path): void {
  const block = 16;
  const blockDiagonal = block * METRES_PER_TEXEL;
  // First-order distances grow too fast far from the line by at most this factor.
  const stretch = 2;
  for (let row0 = 0; row0 < SIZE; row0 += block) {
    for (let column0 = 0; column0 < SIZE; column0 += block) {
      const middle = path.distance(centreOf(column0 + block / 2), centreOf(row0 + block / 2));
      if (middle > stretch * (blockDiagonal + path.halfWidth + SOFTNESS)) continue;
      for (let row = row0; row < row0 + block; row++) {
        for (let column = column0; column < column0 + block; column++) {
          const inside = path.halfWidth - path.distance(centreOf(column), centreOf(row));
          if (inside > -SOFTNESS) raise(data, row * SIZE + column, 0, inside);
        }
      }
    }
  }
}

function paintPatch(data: Uint8Array, patch: GroundPatch): void {
  const channel = COVERING.find(([name]) => name === patch.ground)![1];
  const cos = Math.cos(patch.yaw);
  const sin = Math.sin(patch.yaw);
  eachTexelNear(patch.x, patch.y, patch.length + SOFTNESS, (texel, dx, dy) => {
    const along = (cos * dx + sin * dy) / patch.length;
    const across = (cos * dy - sin * dx) / patch.width;
    raise(data, texel, channel, (1 - Math.hypot(along, across)) * patch.width);
  });
}

/** Mud rings a pond, broad on one side and narrow on the other. */
function paintShore(data: Uint8Array, pond: Pond): void {
  const channel = 2;
  eachTexelNear(pond.x, pond.y, pond.radius + 2 * SOFTNESS, (texel, dx, dy) => {
    const bank = 2.2 + 1.6 * Math.sin(2 * Math.atan2(dy, dx) + pond.x);
    raise(data, texel, channel, pond.shore + bank - Math.hypot(dx, dy));
  });
}

function eachTexelNear(
  x: number,
  y: number,
  radius: number,
  visit: (texel: number, dx: number, dy: number) => void,
): void {
  const first = (centre: number) =>
    Math.max(0, Math.floor((centre - radius + WORLD_SIZE / 2) / METRES_PER_TEXEL));
  const last = (centre: number) =>
    Math.min(SIZE - 1, Math.ceil((centre + radius + WORLD_SIZE / 2) / METRES_PER_TEXEL));
  for (let row = first(y); row <= last(y); row++) {
    for (let column = first(x); column <= last(x); column++) {
      visit(row * SIZE + column, centreOf(column) - x, centreOf(row) - y);
    }
  }
}

function idOf(name: LabelName): number {
  return labelNamed(name).id;
}
