import { type DataTexture } from "three/webgpu";
import { randomStream } from "../random.ts";
import { GradientNoise } from "../terrain/gradient_noise.ts";
import { tilingTexture } from "./tiling_texture.ts";

const SIZE = 256;
const CELLS = 26;

/**
 * The grain of every material, tileable, with its own mip levels: red billows, green fine grain
 * like leaves and blades, blue pebbles (bright middles), alpha cracks (dark lines).
 */
export function createDetailTexture(): DataTexture {
  return tilingTexture("detail", paint(), SIZE);
}

function paint(): Uint8Array<ArrayBuffer> {
  const billows = ([[4, 0.55], [8, 0.32], [16, 0.19], [32, 0.11]] as const).map((
    [cells, share],
  ) => ({
    noise: new GradientNoise(randomStream(0, `render/billows/${cells}`), cells),
    cells,
    share,
  }));
  const grain = ([[32, 0.55], [64, 0.75]] as const).map(([cells, share]) => ({
    noise: new GradientNoise(randomStream(0, `render/grain/${cells}`), cells),
    cells,
    share,
  }));
  const random = randomStream(0, "render/detail/cells");
  const pebbles = Array.from({ length: CELLS * CELLS }, () => ({
    x: 0.12 + 0.76 * random(),
    y: 0.12 + 0.76 * random(),
    tone: 0.45 + 0.55 * random(),
  }));
  const data = new Uint8Array(SIZE * SIZE * 4);
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const u = (column + 0.5) / SIZE;
      const v = (row + 0.5) / SIZE;
      const red = sum(billows, u, v);
      const green = sum(grain, u, v) + 0.35 * (random() - 0.5);
      const { near, second, tone } = cellular(pebbles, u * CELLS, v * CELLS);
      const at = 4 * (row * SIZE + column);
      data[at] = byte(0.5 + 0.62 * red);
      data[at + 1] = byte(0.5 + 0.55 * green);
      data[at + 2] = byte(tone * (1 - 1.15 * near * near));
      data[at + 3] = byte((second - near) / 0.22);
    }
  }
  return data;
}

interface Octave {
  readonly noise: GradientNoise;
  /** Cells per tile: the noise's period, so that the tile's edges meet. */
  readonly cells: number;
  readonly share: number;
}

function sum(octaves: readonly Octave[], u: number, v: number): number {
  let total = 0;
  for (const { noise, cells, share } of octaves) total += share * noise.value(u * cells, v * cells);
  return total;
}

/** Distances to the nearest and the second nearest of points scattered one per cell. */
function cellular(
  points: readonly { x: number; y: number; tone: number }[],
  x: number,
  y: number,
): { near: number; second: number; tone: number } {
  const column = Math.floor(x);
  const row = Math.floor(y);
  let near = 9, second = 9, tone = 0;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const cx = (column + dx + CELLS) % CELLS;
      const cy = (row + dy + CELLS) % CELLS;
      const point = points[cy * CELLS + cx]!;
      const d = Math.hypot(column + dx + point.x - x, row + dy + point.y - y);
      if (d < near) [second, near, tone] = [near, d, point.tone];
      else if (d < second) second = d;
    }
  }
  return { near, second, tone };
}

function byte(value: number): number {
  return Math.round(255 * Math.max(0, Math.min(1, value)));
}
