import { ShapeError } from "../errors.ts";
import { matmul } from "../ops/matmul/mod.ts";
import { scaleMask } from "../ops/scale_mask/mod.ts";
import { softmax } from "../ops/softmax/mod.ts";
import { showShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/** How {@link attention} weighs. */
export interface AttentionOptions {
  /** Whether scores are divided by `sqrt(d)`, so that their variance does not grow with `d`; so when left out. */
  readonly scaled?: boolean;
  /**
   * u32, not 0 where a query may look at a key: `[m, k]`, or with axes of 1 or fewer axes where rows or
   * batches share it, `[n, 1, k]` for the lengths of `n` sequences.
   */
  readonly mask?: Tensor | null;
}

function checkInputs(query: Tensor, keys: Tensor, values: Tensor): void {
  const shapes = [query, keys, values].map(({ shape }) => showShape(shape)).join(", ");
  const [d, k] = [query.shape.at(-1), keys.shape.at(-2)];
  const enough = [query, keys, values].every(({ shape }) => shape.length >= 2);
  if (!enough || keys.shape.at(-1) !== d || values.shape.at(-2) !== k) {
    throw new ShapeError(
      `Cannot attend with ${shapes}: want [..., m, d], [..., k, d] and [..., k, v]`,
    );
  }
}

/**
 * How much each query looks at each key: `softmax(q k^T / sqrt(d))` over the keys.
 *
 * @param query `[..., m, d]`.
 * @param keys `[..., k, d]`.
 * @returns `[..., m, k]`; each row sums to 1. A row whose mask hides every key is uniform.
 * @throws {ShapeError} If sizes do not fit.
 * @throws {TypeError} If the mask is not u32.
 */
export function attentionWeights(
  query: Tensor,
  keys: Tensor,
  { scaled = true, mask = null }: AttentionOptions = {},
): Tensor {
  checkInputs(query, keys, keys);
  const scores = matmul(query, keys, { transposeB: true });
  const scale = scaled ? 1 / Math.sqrt(query.shape.at(-1)!) : 1;
  return softmax(scale === 1 && !mask ? scores : scaleMask(scores, scale, mask));
}

/**
 * Dot-product attention: each query gets the mean of the values, weighed by how well their keys match it:
 * `softmax(q k^T / sqrt(d)) v`. Batch axes are those of `matmul()`.
 *
 * @param query `[..., m, d]`.
 * @param keys `[..., k, d]`.
 * @param values `[..., k, v]`.
 * @returns `[..., m, v]`.
 * @throws {ShapeError} If sizes do not fit.
 * @throws {TypeError} If the mask is not u32.
 * @see Luong, Pham and Manning 2015, "Effective Approaches to Attention-based Neural Machine Translation",
 *   for the bare dot product; Vaswani et al. 2017, "Attention Is All You Need", for the scaled one.
 */
export function attention(
  query: Tensor,
  keys: Tensor,
  values: Tensor,
  options: AttentionOptions = {},
): Tensor {
  checkInputs(query, keys, values);
  return matmul(attentionWeights(query, keys, options), values);
}

/** {@link attention} as a layer; it learns nothing itself. */
export class DotProductAttention extends Module {
  readonly #scaled: boolean;

  /** Options are those of {@link attention}. */
  constructor({ scaled = true }: { readonly scaled?: boolean } = {}) {
    super();
    this.#scaled = scaled;
  }

  /** `[..., m, v]`; the values are the keys when left out. */
  override forward(query: Tensor, keys: Tensor, values: Tensor = keys, mask?: Tensor): Tensor {
    return attention(query, keys, values, { scaled: this.#scaled, mask: mask ?? null });
  }
}
