import { type Random } from "../random.ts";

const TABLE = 256;

/** A noise value with its gradient. */
export interface NoiseSample {
  value: number;
  dx: number;
  dy: number;
}

/**
 * Gradient noise in the plane, of unit wavelength, in about `[-1, 1]`, with its exact derivative.
 *
 * Lattice gradients are blended with `6t^5 - 15t^4 + 10t^3`, so value and gradient are continuous
 * (C2). After Perlin, "Improving noise" (SIGGRAPH 2002).
 */
export class GradientNoise {
  readonly #permutation = new Uint8Array(2 * TABLE);
  readonly #gradients = new Float64Array(2 * TABLE);
  readonly #period: number;

  /**
   * @param period Lattice cells after which the noise repeats; a power of two up to 256.
   */
  constructor(random: Random, period = TABLE) {
    const known = Number.isInteger(period) && period >= 1 && period <= TABLE;
    if (!known || (period & (period - 1)) !== 0) {
      throw new RangeError(
        `Cannot make noise that repeats every ${period} cells: wanted a power of two up to 256`,
      );
    }
    this.#period = period;
    const order = Array.from({ length: TABLE }, (_, i) => i);
    for (let i = TABLE - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (let i = 0; i < TABLE; i++) {
      this.#permutation[i] = this.#permutation[i + TABLE] = order[i]!;
      const angle = 2 * Math.PI * (i + random()) / TABLE;
      // sqrt(2) widens the range of unit gradients from about 0.7 to about 1.
      this.#gradients[2 * i] = Math.SQRT2 * Math.cos(angle);
      this.#gradients[2 * i + 1] = Math.SQRT2 * Math.sin(angle);
    }
  }

  /** The noise at `(x, y)`. */
  value(x: number, y: number): number {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const fx = x - x0;
    const fy = y - y0;
    const g = this.#gradients;
    const g00 = this.#corner(x0, y0);
    const g10 = this.#corner(x0 + 1, y0);
    const g01 = this.#corner(x0, y0 + 1);
    const g11 = this.#corner(x0 + 1, y0 + 1);
    const a = g[g00]! * fx + g[g00 + 1]! * fy;
    const b = g[g10]! * (fx - 1) + g[g10 + 1]! * fy;
    const c = g[g01]! * fx + g[g01 + 1]! * (fy - 1);
    const d = g[g11]! * (fx - 1) + g[g11 + 1]! * (fy - 1);
    const u = fade(fx);
    const v = fade(fy);
    return a + u * (b - a) + v * (c - a) + u * v * (a - b - c + d);
  }

  /** Writes the noise and its gradient at `(x, y)` to `out`, and returns it. */
  sample(x: number, y: number, out: NoiseSample): NoiseSample {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const fx = x - x0;
    const fy = y - y0;
    const g = this.#gradients;
    const g00 = this.#corner(x0, y0);
    const g10 = this.#corner(x0 + 1, y0);
    const g01 = this.#corner(x0, y0 + 1);
    const g11 = this.#corner(x0 + 1, y0 + 1);
    const a = g[g00]! * fx + g[g00 + 1]! * fy;
    const b = g[g10]! * (fx - 1) + g[g10 + 1]! * fy;
    const c = g[g01]! * fx + g[g01 + 1]! * (fy - 1);
    const d = g[g11]! * (fx - 1) + g[g11 + 1]! * (fy - 1);
    const u = fade(fx);
    const v = fade(fy);
    const twist = a - b - c + d;
    out.value = a + u * (b - a) + v * (c - a) + u * v * twist;
    // d/dx of the blend: the blended x components, and the moving blend weight u'.
    out.dx = blend(g[g00]!, g[g10]!, g[g01]!, g[g11]!, u, v) + fadeSlope(fx) * (b - a + v * twist);
    out.dy = blend(g[g00 + 1]!, g[g10 + 1]!, g[g01 + 1]!, g[g11 + 1]!, u, v) +
      fadeSlope(fy) * (c - a + u * twist);
    return out;
  }

  /** Where the lattice point's gradient stands in the table. */
  #corner(x: number, y: number): number {
    const mask = this.#period - 1;
    return 2 * this.#permutation[this.#permutation[x & mask]! + (y & mask)]!;
  }
}

function fade(t: number): number {
  return t * t * t * (t * (6 * t - 15) + 10);
}

function fadeSlope(t: number): number {
  return 30 * t * t * (t - 1) * (t - 1);
}

function blend(a: number, b: number, c: number, d: number, u: number, v: number): number {
  return a + u * (b - a) + v * (c - a) + u * v * (a - b - c + d);
}
