import type { Evaluation } from "./graph_on_tape.ts";
import {
  type Array as JaxArray,
  defaultDevice,
  init,
  lax,
  nn,
  numpy as np,
  valueAndGrad,
} from "@jax-js/jax";
import { type Four, type Graph, type GraphNode, type Leaf, learns, type Two } from "./graph.ts";

// Arrays of jax-js are counted by hand: every use takes one away, and `ref` stands for one more.

const F64 = { dtype: np.float64 };

/** In double precision, so that what differs is the other side's rounding. */
function arrayOf({ data, shape }: Leaf): JaxArray {
  return np.array(Float64Array.from(data), { shape: [...shape], ...F64 });
}

/** Padding of height and width as pairs of before and after. */
function pairs([top, left, bottom, right]: Four): [number, number][] {
  return [[top, bottom], [left, right]];
}

/** `[c]` beside images is one number a channel. */
function beside(x: JaxArray, rank: number): JaxArray {
  return x.ndim === 1 && rank === 4 ? x.reshape([1, x.shape[0]!, 1, 1]) : x;
}

/** How much each of `from` pixels counts for each of `to`: the resizing of one axis as a matrix. */
function resizeMatrix(from: number, to: number, mode: "nearest" | "bilinear"): JaxArray {
  const matrix = new Float64Array(to * from);
  for (let i = 0; i < to; i++) {
    if (mode === "nearest") {
      matrix[i * from + Math.floor(i * from / to)] = 1;
      continue;
    }
    const at = Math.min(Math.max((i + 0.5) * from / to - 0.5, 0), from - 1);
    const below = Math.floor(at);
    const share = at - below;
    matrix[i * from + below]! += 1 - share;
    if (share > 0) matrix[i * from + below + 1]! += share;
  }
  return np.array(matrix, { shape: [to, from], ...F64 });
}

function resize(x: JaxArray, size: Two, mode: "nearest" | "bilinear"): JaxArray {
  const [, , h, w] = x.shape as [number, number, number, number];
  const rows = resizeMatrix(h, size[0], mode);
  return np.einsum("ph,nchw,qw->ncpq", rows, x, resizeMatrix(w, size[1], mode));
}

/** The convolution of an image with zeros between its pixels, by kernels turned about. */
function convTranspose(
  x: JaxArray,
  weight: JaxArray,
  { stride, padding, dilation, outputPadding, groups }: Extract<
    GraphNode["what"],
    { op: "convTranspose2d" }
  >,
): JaxArray {
  const [inputs, share, kh, kw] = weight.shape as [number, number, number, number];
  const parts = weight.reshape([groups, inputs / groups, share, kh, kw]);
  const turned = np.flip(np.transpose(parts, [0, 2, 1, 3, 4]), [3, 4]);
  const [top, left, bottom, right] = padding;
  const [reachY, reachX] = [dilation[0] * (kh - 1), dilation[1] * (kw - 1)];
  return lax.convGeneralDilated(
    x,
    turned.reshape([groups * share, inputs / groups, kh, kw]),
    [1, 1],
    [
      [reachY - top, reachY - bottom + outputPadding[0]],
      [reachX - left, reachX - right + outputPadding[1]],
    ],
    { lhsDilation: [...stride], rhsDilation: [...dilation], featureGroupCount: groups },
  );
}

/** Windows of padded images, reduced. */
function pool(
  x: JaxArray,
  { op, kernel, stride, padding }: Extract<GraphNode["what"], { kernel: Two }>,
): JaxArray {
  const around: [number, number][] = [[0, 0], [0, 0], ...pairs(padding)];
  const windows = (y: JaxArray, reduce: (window: JaxArray) => JaxArray) =>
    lax.reduceWindow(y, reduce, [...kernel], [...stride]);
  if (op === "maxPool2d") {
    const real = np.pad(np.onesLike(x.ref), around);
    const padded = np.pad(x, around);
    return windows(np.where(real.greater(0), padded, -1e9), (window) => np.max(window));
  }
  // Padding counts as zeros.
  return windows(np.pad(x, around), (window) => np.sum(window)).div(kernel[0] * kernel[1]);
}

function batchNorm(x: JaxArray, scale: JaxArray, shift: JaxArray, eps: number): JaxArray {
  const axes = x.ndim === 4 ? [0, 2, 3] : [0];
  const rank = x.ndim;
  const off = x.ref.sub(np.mean(x, axes, { keepdims: true }));
  const variance = np.mean(np.square(off.ref), axes, { keepdims: true });
  const normal = off.div(np.sqrt(variance.add(eps)));
  return normal.mul(beside(scale, rank)).add(beside(shift, rank));
}

/** The gated recurrent unit by its equations; blocks are in the order r, z, n. */
function gruCell(projected: JaxArray, recurrent: JaxArray, state: JaxArray): JaxArray {
  const size = state.shape[1]!;
  const block = (x: JaxArray, i: number) => x.ref.slice([], [i * size, (i + 1) * size]);
  const r = nn.sigmoid(block(projected, 0).add(block(recurrent, 0)));
  const z = nn.sigmoid(block(projected, 1).add(block(recurrent, 1)));
  const n = np.tanh(block(projected, 2).add(r.mul(block(recurrent, 2))));
  projected.dispose();
  recurrent.dispose();
  return n.ref.add(z.mul(state.sub(n)));
}

function compute({ what, shape }: GraphNode, of: JaxArray[]): JaxArray {
  const [x, y, z] = of as [JaxArray, JaxArray, JaxArray];
  const channels = x.ndim === 4 ? 1 : x.ndim - 1;
  switch (what.op) {
    case "conv2d": {
      const { stride, padding, dilation, groups } = what;
      const options = { rhsDilation: [...dilation], featureGroupCount: groups };
      return lax.convGeneralDilated(x, y, [...stride], pairs(padding), options).add(beside(z, 4));
    }
    case "convTranspose2d":
      return convTranspose(x, y, what).add(beside(z, 4));
    case "maxPool2d":
    case "avgPool2d":
      return pool(x, what);
    case "globalAvgPool2d":
      return np.mean(x, [2, 3], { keepdims: true });
    case "tanh":
      return np.tanh(x);
    case "sigmoid":
      return nn.sigmoid(x);
    case "abs":
      return np.abs(x);
    case "gelu":
      return nn.gelu(x, { approximate: false });
    case "square":
      return np.square(x);
    case "softplus":
      return nn.softplus(x.mul(what.beta)).div(what.beta);
    case "swish":
      return x.ref.mul(nn.sigmoid(x.mul(what.beta)));
    case "leakyRelu":
      return nn.leakyRelu(x, what.slope);
    case "elu":
      return nn.elu(x, what.alpha);
    case "add":
      return x.add(beside(y, x.ndim));
    case "sub":
      return x.sub(beside(y, x.ndim));
    case "mul":
      return x.mul(beside(y, x.ndim));
    case "concat":
      return np.concatenate(of, what.axis);
    case "resizeNearest":
      return resize(x, what.size, "nearest");
    case "resizeBilinear":
      return resize(x, what.size, "bilinear");
    case "reshape":
      return x.reshape([...shape]);
    case "permute":
      return np.transpose(x, [...what.axes]);
    case "slice":
      return x.slice(...shape.map((_, axis): [] | [number, number] => {
        return axis === what.axis ? [what.from, what.to] : [];
      }));
    case "matmul": {
      const product = np.matmul(x, what.transposeB ? np.transpose(y) : y);
      return z ? product.add(z) : product;
    }
    case "batchNorm":
      return batchNorm(x, y, z, what.eps);
    case "softmax":
      return nn.softmax(x, channels);
    case "logSoftmax":
      return nn.logSoftmax(x, channels);
    case "gruCell":
      return gruCell(x, y, z);
    case "crossEntropy": {
      const [n, classes] = x.shape as [number, number];
      const hot = nn.oneHot(y.astype(np.int32), classes).astype(np.float64);
      return np.sum(nn.logSoftmax(x, 1).mul(hot)).mul(-1 / n);
    }
    case "sum":
      return np.sum(x);
  }
}

/** Forward and backward once in jax-js, which shares no code and no kernel with the engine. */
export async function evaluateInJax(graph: Graph): Promise<Evaluation> {
  await init("wasm");
  defaultDevice("wasm");
  const asked = [...graph.leaves.keys()].filter((id) => learns(graph.leaves[id]!));
  const lossOf = (learned: JaxArray[]): JaxArray => {
    const values = graph.leaves.map((leaf, id) => {
      return learns(leaf) ? learned[asked.indexOf(id)]! : arrayOf(leaf);
    });
    for (const node of graph.nodes) {
      values.push(compute(node, node.of.map((id) => values[id]!.ref)));
    }
    const loss = values.pop()!;
    for (const value of values) value.dispose();
    return loss;
  };
  const [loss, gradients] = valueAndGrad(lossOf)(asked.map((id) => arrayOf(graph.leaves[id]!)));
  const read = await Promise.all((gradients as JaxArray[]).map((gradient) => gradient.data()));
  return {
    loss: (await loss.data())[0]!,
    gradients: new Map(asked.map((id, i) => [id, read[i]!])),
  };
}
