import { randomStream } from "../random.ts";
import { GradientNoise } from "./gradient_noise.ts";

/** A tileable four-channel noise image. */
export interface NoiseImage {
  readonly size: 256;
  /** RGBA8, row 0 at y = 0, texel centres at half steps. */
  readonly data: Uint8Array;
  /** Metres after which it repeats. */
  readonly period: number;
}

const SIZE = 256;
/** Lattice cells per period and share of each octave; the noise of each channel is their sum. */
const OCTAVES = [[8, 1], [16, 0.6], [32, 0.42], [64, 0.3]] as const;

let image: NoiseImage | undefined;

/** The noise that frays the edges of ground classes: the same for every world, made once. */
export function edgeNoise(): NoiseImage {
  return image ??= createNoiseImage();
}

function createNoiseImage(): NoiseImage {
  const data = new Uint8Array(SIZE * SIZE * 4);
  for (let channel = 0; channel < 4; channel++) {
    const noises = OCTAVES.map(([cells]) =>
      new GradientNoise(randomStream(channel, `terrain/edges/${cells}`), cells)
    );
    for (let row = 0; row < SIZE; row++) {
      for (let column = 0; column < SIZE; column++) {
        let value = 0;
        OCTAVES.forEach(([cells, share], octave) => {
          const scale = cells / SIZE;
          value += share * noises[octave]!.value((column + 0.5) * scale, (row + 0.5) * scale);
        });
        data[4 * (row * SIZE + column) + channel] = Math.round(127.5 + 110 * clamp(value));
      }
    }
  }
  return { size: SIZE, data, period: 16 };
}

function clamp(value: number): number {
  return Math.max(-1.15, Math.min(1.15, value));
}
