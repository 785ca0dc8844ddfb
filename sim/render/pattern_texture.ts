import { type DataTexture } from "three/webgpu";
import { type Random, randomStream } from "../random.ts";
import { GradientNoise } from "../terrain/gradient_noise.ts";
import { tilingTexture } from "./tiling_texture.ts";

const SIZE = 512;
/** Metres after which the patterns repeat. */
export const PATTERN_PERIOD = 2.6;
const TEXELS_PER_METRE = SIZE / PATTERN_PERIOD;

/**
 * What lies on the ground, at the size it has there, tileable, with mip levels: red the slope of
 * wind ripples in sand, alpha that of a crust of snow with dents (both along x, 128 level); green
 * fallen leaves, each of a tone of its own, dark between them; blue blades of grass.
 */
export function createPatternTexture(): DataTexture {
  const base = new Uint8Array(SIZE * SIZE * 4);
  paintRipples(base);
  paintCrust(base);
  paintLeaves(base, randomStream(0, "render/pattern/leaves"));
  paintBlades(base, randomStream(0, "render/pattern/blades"));
  return tilingTexture("patterns", base, SIZE);
}

function octave(name: string, cells: number): (u: number, v: number) => number {
  const noise = new GradientNoise(randomStream(0, `render/pattern/${name}/${cells}`), cells);
  return (u, v) => noise.value(u * cells, v * cells);
}

/** Ripples a hand apart whose crests wander, fork and fade; the lee side is steeper. */
function paintRipples(data: Uint8Array): void {
  const waves = 20;
  const wander = octave("ripples", 4);
  const waver = octave("ripples", 8);
  const strength = octave("ripples/strength", 4);
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const [u, v] = [(column + 0.5) / SIZE, (row + 0.5) / SIZE];
      const bend = 0.055 * wander(u, v) + 0.02 * waver(u, v);
      const phase = 2 * Math.PI * waves * (u + bend);
      const slope = 0.72 * Math.sin(phase) + 0.3 * Math.sin(2 * phase + 0.7);
      const share = Math.max(0.25, Math.min(1, 0.75 + 0.7 * strength(u, v)));
      data[4 * (row * SIZE + column)] = byte(0.5 + 0.5 * slope * share);
    }
  }
}

/** Wind-packed snow: ledges broken off by the wind, and dents where clumps fell. */
function paintCrust(data: Uint8Array): void {
  const ledges = [[4, 0.055], [8, 0.03], [16, 0.012], [32, 0.006]] as const;
  const layers = ledges.map(([cells, share]) => ({ share, at: octave("crust", cells) }));
  const random = randomStream(0, "render/pattern/dents");
  const heights = new Float32Array(SIZE * SIZE);
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const [u, v] = [(column + 0.5) / SIZE, (row + 0.5) / SIZE];
      let height = 0;
      for (const { share, at } of layers) height += share * (1 - 2 * Math.abs(at(u, v)));
      heights[row * SIZE + column] = height;
    }
  }
  for (let k = 0; k < 46; k++) {
    const [x, y] = [SIZE * random(), SIZE * random()];
    const reach = (0.025 + 0.035 * random()) * TEXELS_PER_METRE;
    stamp(x, y, reach, (at, dx, dy) => {
      const t = 1 - (dx * dx + dy * dy) / (reach * reach);
      heights[at] = heights[at]! - 0.022 * t * t;
    });
  }
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const right = heights[row * SIZE + (column + 1) % SIZE]!;
      const left = heights[row * SIZE + (column + SIZE - 1) % SIZE]!;
      const slope = (right - left) / 2 * TEXELS_PER_METRE;
      data[4 * (row * SIZE + column) + 3] = byte(0.5 - 0.5 * slope);
    }
  }
}

/** Leaves that lie over each other, pointed at both ends, a dark rib along the middle. */
function paintLeaves(data: Uint8Array, random: Random): void {
  for (let texel = 0; texel < SIZE * SIZE; texel++) data[4 * texel + 1] = 26;
  for (let k = 0; k < 2300; k++) {
    const [x, y] = [SIZE * random(), SIZE * random()];
    const length = (0.028 + 0.03 * random()) * TEXELS_PER_METRE;
    const width = length * (0.4 + 0.25 * random());
    const tone = 0.38 + 0.62 * random();
    const angle = 2 * Math.PI * random();
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    stamp(x, y, length, (at, dx, dy) => {
      const along = (c * dx + s * dy) / length;
      const across = (c * dy - s * dx) / width;
      const outline = 1 - along * along;
      if (Math.abs(across) > outline) return;
      const rib = Math.abs(across * width) < 0.6 ? 0.8 : 1;
      const edge = Math.abs(across) > outline - 0.22 ? 0.78 : 1;
      // One half of a curled leaf faces the light.
      data[4 * at + 1] = byte(tone * rib * edge * (across > 0 ? 1 : 0.86));
    });
  }
}

/** Blades that lie and stand, seen from above as strokes. */
function paintBlades(data: Uint8Array, random: Random): void {
  for (let texel = 0; texel < SIZE * SIZE; texel++) data[4 * texel + 2] = 60;
  for (let k = 0; k < 9000; k++) {
    const [x, y] = [SIZE * random(), SIZE * random()];
    const length = (0.03 + 0.05 * random()) * TEXELS_PER_METRE;
    const tone = 0.3 + 0.7 * random() ** 1.5;
    const angle = 2 * Math.PI * random();
    const bend = 0.6 * (random() - 0.5);
    for (let step = 0; step < length; step += 0.8) {
      const turn = angle + bend * step / length;
      const column = wrap(Math.floor(x + step * Math.cos(turn)));
      const row = wrap(Math.floor(y + step * Math.sin(turn)));
      data[4 * (row * SIZE + column) + 2] = byte(tone * (0.55 + 0.45 * step / length));
    }
  }
}

/** Visits the texels within `reach` of a point, over the tile's edges. */
function stamp(
  x: number,
  y: number,
  reach: number,
  visit: (texel: number, dx: number, dy: number) => void,
): void {
  for (let row = Math.ceil(y - reach); row <= y + reach; row++) {
    for (let column = Math.ceil(x - reach); column <= x + reach; column++) {
      const [dx, dy] = [column - x, row - y];
      if (dx * dx + dy * dy < reach * reach) visit(wrap(row) * SIZE + wrap(column), dx, dy);
    }
  }
}

function wrap(index: number): number {
  return ((index % SIZE) + SIZE) % SIZE;
}

function byte(value: number): number {
  return Math.round(255 * Math.max(0, Math.min(1, value)));
}
