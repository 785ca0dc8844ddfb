/** `x (1 + c1 x^2 + c2 x^4 + ...)` up to where it first stops rising. */
export interface OddPolynomial {
  /** The first `x` from 0 on at which it stops rising, or the limit that was asked for. */
  readonly fold: number;
  at(x: number): number;
  slope(x: number): number;
  /** The `x` in `0..fold` with that value; null where there is none. */
  inverse(value: number): number | null;
}

/** Newton's steps double the digits: from half a fold's distance on these are more than enough. */
const STEPS = 60;

/**
 * The polynomial with those coefficients.
 *
 * @param coefficients Of `x^3`, `x^5` and so on; that of `x` is 1.
 * @param limit Larger `x` are not asked for.
 */
export function oddPolynomial(coefficients: readonly number[], limit: number): OddPolynomial {
  const factors = [1, ...coefficients];
  const slopes = factors.map((factor, k) => (2 * k + 1) * factor);
  const slopeAt = (squared: number) => slopes.reduceRight((sum, c) => sum * squared + c, 0);
  const roots = rootsWithin(slopes, limit * limit);
  const fold = roots.length > 0 ? Math.sqrt(roots[0]!) : limit;
  const at = (x: number) => x * factors.reduceRight((sum, c) => sum * x * x + c, 0);
  const slope = (x: number) => slopeAt(x * x);
  return {
    fold,
    at,
    slope,
    inverse(value) {
      if (!(value >= 0 && value <= at(fold))) return null;
      let [low, high] = [0, fold];
      let x = Math.min(value, fold);
      for (let step = 0; step < STEPS; step++) {
        const off = at(x) - value;
        if (off > 0) high = x;
        else low = x;
        const next = x - off / slope(x);
        // Where Newton leaves the bracket, halve it.
        const better = next > low && next < high ? next : (low + high) / 2;
        if (Math.abs(better - x) <= 1e-16 * x) break;
        x = better;
      }
      return x;
    },
  };
}

/** Roots in `(0, limit]` of a polynomial whose first coefficient is not 0, in rising order. */
function rootsWithin(coefficients: readonly number[], limit: number): readonly number[] {
  if (coefficients.length < 2) return [];
  const at = (x: number) => coefficients.reduceRight((sum, c) => sum * x + c, 0);
  // Between two places where its slope is 0 it has one root at most.
  const turns = rootsWithin(coefficients.slice(1).map((c, k) => (k + 1) * c), limit);
  const borders = [0, ...turns, limit];
  return borders.slice(1).flatMap((end, k) => {
    let [low, high] = [borders[k]!, end];
    if (Math.sign(at(low)) === Math.sign(at(high)) || at(low) === 0) return [];
    const rising = at(high) > at(low);
    for (let step = 0; step < 200 && high > low; step++) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) break;
      if ((at(middle) > 0) === rising) high = middle;
      else low = middle;
    }
    return [high];
  });
}
