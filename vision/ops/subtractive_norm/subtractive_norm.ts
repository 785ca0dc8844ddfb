import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import {
  type LocalInputs,
  localInputs,
  type LocalMeans,
  localMeans,
  type LocalOptions,
  localSizes,
  localSpread,
} from "../local_mean/local_mean.ts";
import { subtractiveNormReference } from "./subtractive_norm_ref.ts";
import {
  meanGradientKernel,
  subtractGradientKernel,
  subtractKernel,
} from "./subtractive_norm.wgsl.ts";

function sizes(x: Tensor) {
  const { plane, groups, channels, pixels } = localSizes(x);
  return { sizes: { plane, groups, channels }, pixels, count: groups * pixels };
}

/** The operation behind {@link subtractiveNorm}. */
export const subtractiveNormOp = defineOp<LocalInputs, undefined, LocalMeans>({
  name: "subtractive_norm",
  paper: "Jarrett et al. 2009, What is the best multi-stage architecture for object recognition?",
  forward: (inputs) => {
    const [x] = inputs;
    const means = localMeans(inputs, false);
    const { sizes: params, count } = sizes(x);
    const v = x.device.empty(x.shape);
    x.device.dispatch(subtractKernel, {
      bindings: { x, ...means, v },
      params: { lanes: count, ...params },
      workgroups: lanes(count),
    });
    return { output: v, saved: means };
  },
  // v_ip = x_ip - m_p, m_p = sum_jq w_pq x_jq / (c k_p), k_p the weight of what counts around p. So
  // dx_iq = dv_iq - (1 / c) sum_p w_pq (sum_j dv_jp) / k_p: the sums go back through the same window.
  backward: (dv, { inputs, saved: means }) => {
    const [x] = inputs;
    const { sizes: params, count, pixels } = sizes(x);
    const dmean = x.device.empty([pixels]);
    x.device.dispatch(meanGradientKernel, {
      bindings: { dv, ...means, dmean },
      params: { lanes: pixels, ...params },
      workgroups: lanes(pixels),
    });
    const dx = x.device.empty(x.shape);
    x.device.dispatch(subtractGradientKernel, {
      bindings: { dv, own: means.own, spread: localSpread(dmean, inputs), dx },
      params: { lanes: count, ...params },
      workgroups: lanes(count),
    });
    return [dx, null, null];
  },
  reference: subtractiveNormReference,
});

/**
 * Subtractive normalisation: from each pixel the mean over its neighbourhood and all channels is taken,
 * `v_ijk = x_ijk - sum_lpq w_pq x_l,j+p,k+q`, with weights that sum to 1 over what lies within the image
 * and counts. An image of one value gives exactly 0 everywhere, at the borders too.
 *
 * @param x Images `[n, c, h, w]`.
 * @returns Same shape.
 * @throws {ShapeError} If `x` is no image, the window no odd list or the mask of other sizes.
 * @see Jarrett et al. 2009, "What is the Best Multi-Stage Architecture for Object Recognition?".
 */
export function subtractiveNorm(x: Tensor, options: LocalOptions): Tensor {
  return subtractiveNormOp(localInputs(x, options, "subtract the local mean of"), undefined);
}
