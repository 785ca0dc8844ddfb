import {
  type Biome,
  type GroundTable,
  SPLAT_CHANNELS,
  type SplatChannel,
} from "../biomes/biome.ts";
import { type LabelName, labelNamed } from "../labels.ts";
import { type Ditch } from "./ditch.ts";
import { edgeNoise, type NoiseImage } from "./edge_noise.ts";
import { type GroundPatch } from "./ground_patches.ts";
import { type Path } from "./path.ts";
import { type Pond } from "./pond.ts";
import { type River } from "./river.ts";
import { OFFROAD_SIZE, type Surface, type Terrain } from "./terrain.ts";
import { waterOver } from "./water.ts";

/** A four-channel image over the whole world. */
export interface SplatImage {
  readonly size: 512;
  /** RGBA8: weights of the channels path, gravel, mud, rock; 128 lies on the edge of a class. */
  readonly data: Uint8Array;
}

/**
 * What the ground is made of: one rule for the shader that draws it, the labels and the tyres.
 *
 * `weight = splat(x, y) / 255 + edge * (noise.r(x / period, y / period) - 0.5)`, both sampled
 * bilinearly at level 0 (splat clamped, noise repeated; texel centres at half steps; splat row 0 at
 * y = -128 and column 0 at x = -128). The first of mud, rock, gravel, path whose weight exceeds 0.5
 * is the channel whose label counts, else the base; the biome's table says which labels those are.
 * Under a water's surface it is water.
 */
export interface GroundMap {
  readonly splat: SplatImage;
  readonly noise: NoiseImage;
  /** How far noise moves a weight, peak to peak. */
  readonly edge: number;
  /** What the channels stand for and how they look; those of a meadow if absent. */
  readonly table?: GroundTable;
  /** Label id of the ground at the point. */
  classAt(x: number, y: number): number;
}

const SIZE = 512;
const METRES_PER_TEXEL = OFFROAD_SIZE / SIZE;
/** Metres over which a weight falls from 1 to 0. */
const SOFTNESS = 3;
const EDGE = 0.55;

/** Channels in the order in which one covers the other. */
export const COVERING: readonly SplatChannel[] = ["mud", "rock", "gravel", "path"];
const WATER = idOf("water");

/** What the ground of a world is painted from. */
export interface GroundSite {
  readonly biome: Biome;
  readonly terrain: Terrain;
  readonly path: Path;
  readonly ponds: readonly Pond[];
  readonly patches: readonly GroundPatch[];
  readonly river: River | null;
  readonly ditch: Ditch | null;
}

/** Paints the ground: the path, patches of its classes, and banks around water and in ditches. */
export function createGroundMap(site: GroundSite): GroundMap {
  const { biome, terrain, path, ponds, patches, river, ditch } = site;
  const data = new Uint8Array(SIZE * SIZE * 4);
  paintPath(data, path);
  for (const patch of patches) paintPatch(data, patch, path);
  for (const pond of ponds) paintShore(data, pond, biome.shore);
  if (river) paintBanks(data, river);
  if (ditch) paintDitch(data, ditch, path);
  const splat: SplatImage = { size: SIZE, data };
  const noise = edgeNoise();
  const covering = COVERING.map((name) =>
    [idOf(biome.ground[name].label), SPLAT_CHANNELS.indexOf(name)] as const
  );
  const base = idOf(biome.ground.base.label);
  const waters = { ponds, river, terrain };
  return {
    splat,
    noise,
    edge: EDGE,
    table: biome.ground,
    classAt(x, y) {
      if (waterOver(waters, x, y) > 0) return WATER;
      const scale = noise.size / noise.period;
      const shift = EDGE * (bilinear(noise.data, noise.size, x * scale, y * scale, 0, true) - 0.5);
      const u = (x + OFFROAD_SIZE / 2) / METRES_PER_TEXEL;
      const v = (y + OFFROAD_SIZE / 2) / METRES_PER_TEXEL;
      for (const [id, channel] of covering) {
        if (bilinear(data, SIZE, u, v, channel, false) + shift > 0.5) return id;
      }
      return base;
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
  return (index + 0.5) * METRES_PER_TEXEL - OFFROAD_SIZE / 2;
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

function paintPatch(data: Uint8Array, patch: GroundPatch, path: Path): void {
  const channel = SPLAT_CHANNELS.indexOf(patch.ground);
  const cos = Math.cos(patch.yaw);
  const sin = Math.sin(patch.yaw);
  eachTexelNear(patch.x, patch.y, patch.length + SOFTNESS, (texel, dx, dy) => {
    const along = (cos * dx + sin * dy) / patch.length;
    const across = (cos * dy - sin * dx) / patch.width;
    let inside = (1 - Math.hypot(along, across)) * patch.width;
    if (patch.beyondPath) {
      inside = Math.min(inside, path.distance(patch.x + dx, patch.y + dy) - path.halfWidth);
    }
    raise(data, texel, channel, inside);
  });
}

/** Mud or what the biome has in its place rings a pond, broad on one side, narrow on the other. */
function paintShore(data: Uint8Array, pond: Pond, shore: SplatChannel): void {
  const channel = SPLAT_CHANNELS.indexOf(shore);
  eachTexelNear(pond.x, pond.y, pond.radius + 2 * SOFTNESS, (texel, dx, dy) => {
    const bank = 2.2 + 1.6 * Math.sin(2 * Math.atan2(dy, dx) + pond.x);
    raise(data, texel, channel, pond.shore + bank - Math.hypot(dx, dy));
  });
}

/** The bed and banks of a river: mud at the water, gravel bars and sand that come and go. */
function paintBanks(data: Uint8Array, river: River): void {
  const [gravel, mud, sand] = [1, 2, 3];
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const [x, y] = [centreOf(column), centreOf(row)];
      const away = river.distance(x, y);
      if (away > river.radius + 8) continue;
      const texel = row * SIZE + column;
      // Waves along the river that are no multiples of each other: no two bars are alike.
      const bar = Math.sin(0.071 * x - 0.043 * y + river.level) +
        Math.sin(0.052 * y + 0.029 * x + 2.1);
      raise(data, texel, mud, river.shore + 0.4 - 1.3 * bar - away);
      raise(data, texel, sand, river.shore + 2.2 + 2.6 * bar - away);
      raise(data, texel, gravel, river.shore + 2.9 - 2.2 * Math.cos(1.7 * bar) - away);
    }
  }
  // Beyond the world the outermost texels go on for ever: its hills must not be banks.
  for (let i = 0; i < SIZE; i++) {
    for (const texel of [i, (SIZE - 1) * SIZE + i, i * SIZE, (i + 1) * SIZE - 1]) {
      for (const channel of [gravel, mud, sand]) data[4 * texel + channel!] = 0;
    }
  }
}

/** What stands in ditches is mud. */
function paintDitch(data: Uint8Array, ditch: Ditch, path: Path): void {
  const dug: Surface = { z: 0, dx: 0, dy: 0 };
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const [x, y] = [centreOf(column), centreOf(row)];
      if (path.distance(x, y) > 8) continue;
      const { z } = ditch.dug(x, y, dug);
      if (z > 0.05) raise(data, row * SIZE + column, 2, 4 * (z - 0.24));
    }
  }
}

function eachTexelNear(
  x: number,
  y: number,
  radius: number,
  visit: (texel: number, dx: number, dy: number) => void,
): void {
  const first = (centre: number) =>
    Math.max(0, Math.floor((centre - radius + OFFROAD_SIZE / 2) / METRES_PER_TEXEL));
  const last = (centre: number) =>
    Math.min(SIZE - 1, Math.ceil((centre + radius + OFFROAD_SIZE / 2) / METRES_PER_TEXEL));
  for (let row = first(y); row <= last(y); row++) {
    for (let column = first(x); column <= last(x); column++) {
      visit(row * SIZE + column, centreOf(column) - x, centreOf(row) - y);
    }
  }
}

function idOf(name: LabelName): number {
  return labelNamed(name).id;
}
