/** One convolution of the reference net: stride 1, zeros around, as large as its input. */
interface ReferenceLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly activation?: "relu";
}

/** Convolutions of the reference net, in order; the last is its head. */
export const REFERENCE_LAYERS: readonly ReferenceLayer[] = [
  { inputs: 3, outputs: 16, kernel: 7, activation: "relu" },
  { inputs: 16, outputs: 64, kernel: 7, activation: "relu" },
  { inputs: 64, outputs: 256, kernel: 7, activation: "relu" },
  { inputs: 768, outputs: 8, kernel: 1 },
];

/** Classes of a pixel. */
export const REFERENCE_CLASSES = 8;

/** What the net must give, to the digits that are known: TensorFlow.js computed them. */
export const REFERENCE = {
  /** Mean |logit| of {@link forwardWork}. */
  meanLogit: 0.229734,
  /** Losses of the first steps of {@link trainingWork} from {@link referenceWeights}. */
  losses: [2.12077, 2.09878, 2.08009, 2.07702, 2.07931, 2.07323, 2.05837],
  /** Optimiser of those steps. */
  sgd: { lr: 0.01, momentum: 0.9 },
} as const;

/** Weights of one layer. */
export interface ReferenceWeights {
  /** `[outputs, inputs, kernel, kernel]`. */
  readonly weight: Float32Array<ArrayBuffer>;
  /** `[outputs]`. */
  readonly bias: Float32Array<ArrayBuffer>;
}

/** Pictures at three scales: `[n, 3, height >> s, width >> s]`. */
export interface ReferenceWork {
  readonly n: number;
  readonly height: number;
  readonly width: number;
  readonly scales: readonly Float32Array<ArrayBuffer>[];
}

/** Pictures with a class for each pixel of the net's output, `[n, height / 4, width / 4]`. */
export interface TrainingWork extends ReferenceWork {
  readonly labels: Uint32Array<ArrayBuffer>;
}

/** Two square matrices, row by row. */
export interface MatmulWork {
  readonly size: number;
  readonly a: Float32Array<ArrayBuffer>;
  readonly b: Float32Array<ArrayBuffer>;
}

/** Draws in [0, 1): `s = (1664525 s + 1013904223) mod 2^32`, of Numerical Recipes. */
function congruential(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function fill(seed: number, count: number, scale: number): Float32Array<ArrayBuffer> {
  const random = congruential(seed);
  return Float32Array.from({ length: count }, () => (2 * random() - 1) * scale);
}

/** Same numbers, drawn with the last axis in the place of `[outer, axis, inner]`'s first. */
function lastAxisFirst(
  x: Float32Array,
  outer: number,
  inner: number,
  last: number,
): Float32Array<ArrayBuffer> {
  const y = new Float32Array(x.length);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      for (let l = 0; l < last; l++) y[(o * last + l) * inner + i] = x[(o * inner + i) * last + l]!;
    }
  }
  return y;
}

/** `[n, h, w, c]` as `[n, c, h, w]`. */
export function channelsFirst(x: Float32Array, n: number, c: number): Float32Array<ArrayBuffer> {
  return lastAxisFirst(x, n, x.length / n / c, c);
}

/** `[n, c, h, w]` as `[n, h, w, c]`. */
export function channelsLast(x: Float32Array, n: number, c: number): Float32Array<ArrayBuffer> {
  return lastAxisFirst(x, n, c, x.length / n / c);
}

/** `[o, i, k, k]` as `[k, k, i, o]`. */
export function outputsLast(weight: Float32Array, layer: number): Float32Array<ArrayBuffer> {
  const { inputs, outputs, kernel } = REFERENCE_LAYERS[layer]!;
  // [o, i, kk] -> [o, kk, i] -> [kk, i, o].
  return lastAxisFirst(
    lastAxisFirst(weight, outputs, inputs, kernel ** 2),
    1,
    outputs,
    inputs * kernel ** 2,
  );
}

/** Weights that every engine starts from: drawn in the order `[ky, kx, input, output]`. */
export function referenceWeights(): ReferenceWeights[] {
  return REFERENCE_LAYERS.map(({ inputs, outputs, kernel }, l) => {
    const taps = kernel ** 2 * inputs;
    const drawn = fill(100 + l, taps * outputs, Math.sqrt(3 / taps));
    const outputFirst = lastAxisFirst(drawn, 1, taps, outputs);
    return {
      weight: lastAxisFirst(outputFirst, outputs, kernel ** 2, inputs),
      bias: fill(200 + l, outputs, 0.05),
    };
  });
}

function pictures(n: number, height: number, width: number): ReferenceWork {
  const scales = [0, 1, 2].map((s) =>
    channelsFirst(fill(300 + s, n * (height >> s) * (width >> s) * 3, 1), n, 3)
  );
  return { n, height, width, scales };
}

/** One picture of 160 x 120. */
export function forwardWork(): ReferenceWork {
  return pictures(1, 120, 160);
}

/** Four pictures of 64 x 64 and their labels. */
export function trainingWork(): TrainingWork {
  const work = pictures(4, 64, 64);
  const random = congruential(77);
  const labels = Uint32Array.from(
    { length: work.n * (work.height >> 2) * (work.width >> 2) },
    () => Math.floor(REFERENCE_CLASSES * random()),
  );
  return { ...work, labels };
}

/** Two matrices of 1024 x 1024. */
export function matmulWork(size = 1024): MatmulWork {
  return { size, a: fill(401, size * size, 1), b: fill(402, size * size, 1) };
}

/** Mean of |x|. */
export function meanSize(x: Float32Array): number {
  return x.reduce((sum, value) => sum + Math.abs(value), 0) / x.length;
}
