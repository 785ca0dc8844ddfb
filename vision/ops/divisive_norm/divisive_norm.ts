import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import { laneBudget } from "../../kernel/lane_budget.ts";
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
import { subtractiveNorm } from "../subtractive_norm/mod.ts";
import { divisiveNormReference } from "./divisive_norm_ref.ts";
import {
  divideGradientKernel,
  divideKernel,
  divisorGradientKernel,
  imagePartsKernel,
  imageSumKernel,
  squareGradientKernel,
} from "./divisive_norm.wgsl.ts";

/** Mean squares around each pixel, and the mean deviation of each image with the count of its pixels. */
interface Saved extends LocalMeans {
  readonly level: Tensor;
}

/** Sums over each image `[n, 2]`, in two runs. */
function imageSums(pairs: Tensor, own: Tensor, x: Tensor, deviations: 0 | 1): Tensor {
  const { device } = x;
  const { images, plane } = localSizes(x);
  const share = Math.ceil(laneBudget(device).wanted / images);
  const parts = Math.min(share, Math.ceil(plane / 16));
  const partial = device.empty([images * parts, 2]);
  const sums = device.empty([images, 2]);
  device.dispatch(imagePartsKernel, {
    bindings: { pairs, own, partial },
    params: { lanes: images * parts, plane, parts, deviations },
    workgroups: lanes(images * parts),
  });
  device.dispatch(imageSumKernel, {
    bindings: { partial, sums },
    params: { parts, deviations },
    workgroups: [images, 1, 1],
  });
  return sums;
}

/** The operation behind {@link divisiveNorm}. */
export const divisiveNormOp = defineOp<LocalInputs, undefined, Saved>({
  name: "divisive_norm",
  paper: "Jarrett et al. 2009, What is the best multi-stage architecture for object recognition?",
  forward: (inputs) => {
    const [v] = inputs;
    const means = localMeans(inputs, true);
    const { plane, groups, channels, pixels } = localSizes(v);
    const level = imageSums(means.around, means.own, v, 1);
    const y = v.device.empty(v.shape);
    v.device.dispatch(divideKernel, {
      bindings: { v, ...means, level, y },
      params: { lanes: groups * pixels, plane, groups, channels },
      workgroups: lanes(groups * pixels),
    });
    return { output: y, saved: { ...means, level } };
  },
  // y_ip = v_ip / d_p, d_p = max(c, sigma_p), c = mean_p sigma_p, sigma_p = sqrt(s_p) and
  // s_p = sum_jq w_pq v_jq^2 / (channels k_p), k_p the weight of what counts around p. Backwards:
  // dd_p = -sum_i dy_ip v_ip / d_p^2; it goes to sigma_p where that is larger, else to c and from there in
  // equal shares to every sigma. Then ds_p = dsigma_p / (2 sigma_p), and with dv = dy / d
  // dv_iq += 2 v_iq / channels sum_p w_pq ds_p / k_p.
  backward: (dy, { inputs, saved }) => {
    const [v] = inputs;
    const { device } = v;
    const { plane, groups, channels, pixels } = localSizes(v);
    const sizes = { plane, groups, channels };
    const ddivisor = device.empty([pixels, 2]);
    const byPixel = { params: { lanes: pixels, ...sizes }, workgroups: lanes(pixels) };
    device.dispatch(divisorGradientKernel, { bindings: { v, dy, ...saved, ddivisor }, ...byPixel });
    const sums = imageSums(ddivisor, saved.own, v, 0);
    const dsquare = device.empty([pixels]);
    device.dispatch(squareGradientKernel, {
      bindings: { ddivisor, sums, ...saved, dsquare },
      ...byPixel,
    });
    const dv = device.empty(v.shape);
    device.dispatch(divideGradientKernel, {
      bindings: { v, dy, ...saved, spread: localSpread(dsquare, inputs), dv },
      params: { lanes: groups * pixels, ...sizes },
      workgroups: lanes(groups * pixels),
    });
    return [dv, null, null];
  },
  reference: divisiveNormReference,
});

/**
 * Divisive normalisation: each pixel over the deviation of its neighbourhood,
 * `y_ijk = v_ijk / max(c, sigma_jk)`, `sigma_jk = sqrt(sum_lpq w_pq v_l,j+p,k+q^2)`, `c` the mean of
 * `sigma` over the image. The weights sum to 1 over what lies within the image and counts. A factor of
 * the image changes nothing; where `c` and `sigma` are 0, so is the result.
 *
 * @param v Images `[n, c, h, w]`, as a rule without their local mean.
 * @returns Same shape.
 * @throws {ShapeError} If `v` is no image, the window no odd list or the mask of other sizes.
 * @see Jarrett et al. 2009, "What is the Best Multi-Stage Architecture for Object Recognition?".
 */
export function divisiveNorm(v: Tensor, options: LocalOptions): Tensor {
  return divisiveNormOp(localInputs(v, options, "divide by the deviation"), undefined);
}

/** Local contrast normalisation: `subtractiveNorm()`, then {@link divisiveNorm}. */
export function localContrastNorm(x: Tensor, options: LocalOptions): Tensor {
  return divisiveNorm(subtractiveNorm(x, options), options);
}
