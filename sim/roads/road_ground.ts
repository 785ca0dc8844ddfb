import { labelNamed } from "../labels.ts";
import { randomStream } from "../random.ts";
import { edgeNoise } from "../terrain/edge_noise.ts";
import { bilinear, type GroundMap } from "../terrain/ground_map.ts";
import { between, ROAD_LANDSCAPE_SIZE as SIZE } from "./layouts/layout_kind.ts";
import { type RoadSurface } from "./road_surface.ts";

const TEXELS = 512;
const EDGE = 0.55;
/** Channels of the image, in the order in which one covers the other, and their labels. */
const COVERING = [["mud", 2], ["rock", 3], ["gravel", 1], ["path", 0]] as const;
const COVERING_IDS = COVERING.map(([name, channel]) => [labelNamed(name).id, channel] as const);
const GRASS = labelNamed("grass").id;
/** Patches of bare ground, and how far from any road they end, metres. */
const PATCHES = 46;
const CLEAR = 9;
/** Metres over which a weight falls from 1 to 0. */
const SOFTNESS = 4;

/** The ground between roads: grass with patches of bare soil, gravel and rock; roads lie over it. */
export function createRoadGround(seed: number, roads: RoadSurface): GroundMap {
  const random = randomStream(seed, "roads/patches");
  const data = new Uint8Array(TEXELS * TEXELS * 4);
  for (let k = 0; k < PATCHES; k++) {
    const [x, y] = [between(random, -250, 250), between(random, -250, 250)];
    const radius = between(random, 3, 11);
    const channel = [0, 0, 1, 3][Math.floor(4 * random())]!;
    if (roads.distance(x, y, radius + CLEAR) < radius + CLEAR) continue;
    paintDisc(data, x, y, radius, channel);
  }
  const noise = edgeNoise();
  return {
    splat: { size: TEXELS, data },
    noise,
    edge: EDGE,
    classAt(x, y) {
      const label = roads.labelAt(x, y);
      if (label >= 0) return label;
      const scale = noise.size / noise.period;
      const shift = EDGE * (bilinear(noise.data, noise.size, x * scale, y * scale, 0, true) - 0.5);
      const u = (x / SIZE + 0.5) * TEXELS, v = (y / SIZE + 0.5) * TEXELS;
      for (const [id, channel] of COVERING_IDS) {
        if (bilinear(data, TEXELS, u, v, channel, false) + shift > 0.5) return id;
      }
      return GRASS;
    },
  };
}

function paintDisc(data: Uint8Array, x: number, y: number, radius: number, channel: number): void {
  const texel = SIZE / TEXELS;
  const reach = radius + SOFTNESS;
  const index = (a: number) => Math.floor((a + SIZE / 2) / texel);
  for (
    let row = Math.max(0, index(y - reach));
    row <= Math.min(TEXELS - 1, index(y + reach));
    row++
  ) {
    for (
      let column = Math.max(0, index(x - reach));
      column <= Math.min(TEXELS - 1, index(x + reach));
      column++
    ) {
      const dx = (column + 0.5) * texel - SIZE / 2 - x, dy = (row + 0.5) * texel - SIZE / 2 - y;
      const inside = radius - Math.hypot(dx, dy);
      const weight = Math.round(255 * Math.max(0, Math.min(1, 0.5 + inside / SOFTNESS)));
      const at = 4 * (row * TEXELS + column) + channel;
      data[at] = Math.max(data[at]!, weight);
    }
  }
}
