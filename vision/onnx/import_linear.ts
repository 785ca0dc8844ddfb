import { locallyConnected2d } from "../ops/locally_connected2d/mod.ts";
import { logSoftmax } from "../ops/log_softmax/mod.ts";
import { matmul } from "../ops/matmul/mod.ts";
import { permute } from "../ops/permute/mod.ts";
import { pointwise } from "../ops/pointwise/mod.ts";
import { reduceOps } from "../ops/reduce/mod.ts";
import { reshape } from "../ops/reshape/mod.ts";
import { softmax } from "../ops/softmax/mod.ts";
import { binaryOps } from "../ops/binary/mod.ts";
import { elementCount } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { type ImportRow, inLayout, type NodeCall } from "./import_row.ts";
import { axisOf } from "./indexing.ts";

const scaled = (x: Tensor, a: number) => a === 1 ? x : pointwise("affine")(x, { a, b: 0 });

/** `alpha A B + beta C`. */
function gemm(call: NodeCall): Tensor {
  const { attributes } = call;
  const alpha = attributes.float("alpha", 1);
  const beta = attributes.float("beta", 1);
  const a = call.tensor(0, "linear");
  const b = call.tensor(1, "linear");
  const c = call.optional(2);
  const options = {
    transposeA: attributes.int("transA", 0) !== 0,
    transposeB: attributes.int("transB", 0) !== 0,
  };
  const columns = b.shape[options.transposeB ? 0 : 1];
  if (c && alpha === 1 && beta === 1 && c.shape.length === 1 && c.shape[0] === columns) {
    return matmul(a, b, { ...options, ...call.activation, bias: c });
  }
  const product = scaled(matmul(a, b, options), alpha);
  const y = c && beta !== 0 ? binaryOps.add([product, scaled(c, beta)], undefined) : product;
  return call.node.activation ? pointwise("relu")(y) : y;
}

/** A softmax over any axis. Before operator set 13 it is over that axis and all after it, as one. */
const softmaxRow = (take: (x: Tensor) => Tensor): ImportRow => ({
  run: (call) => {
    const x = call.tensor(0);
    const { shape } = x;
    const old = call.opset < 13;
    const axis = axisOf(call.attributes.int("axis", old ? 1 : -1), shape.length);
    const after = elementCount(shape.slice(axis + 1));
    if (old && after > 1) {
      const rows = reshape(x, [elementCount(shape.slice(0, axis)), shape[axis]! * after]);
      return reshape(take(rows), shape);
    }
    if (axis === shape.length - 1) return take(inLayout(x, "linear"));
    if (axis === 1 && shape.length === 4) return take(inLayout(x, "c4"));
    const last = shape.map((_, i) => i).filter((i) => i !== axis).concat(axis);
    const back = shape.map((_, i) => last.indexOf(i));
    return permute(take(permute(x, last)), back);
  },
});

/** Axes are an attribute until an operator set that depends on the operator, then an input. */
const reduction = (kind: keyof typeof reduceOps): ImportRow => ({
  host: [1],
  run: (call) => {
    const x = call.tensor(0);
    const axes = call.listed(1, "axes") ?? [];
    const keepdims = call.attributes.int("keepdims", 1) === 1;
    const nothing = call.attributes.int("noop_with_empty_axes", 0) === 1;
    if (axes.length === 0 && nothing) return x;
    return reduceOps[kind]([x], { ...(axes.length > 0 ? { axes } : {}), keepdims });
  },
});

/** `log(sum of exp(x))`, relative to the largest, so that none overflows. */
const logSumExp: ImportRow = {
  host: [1],
  run: (call) => {
    const x = call.tensor(0);
    const axes = call.listed(1, "axes") ?? [];
    const over = { ...(axes.length > 0 ? { axes } : {}), keepdims: true };
    const largest = reduceOps.max([x], over);
    const relative = binaryOps.sub([x, largest], undefined);
    const sum = reduceOps.sum([pointwise("exp")(relative)], over);
    const y = binaryOps.add([pointwise("log")(sum), largest], undefined);
    if (call.attributes.int("keepdims", 1) === 1) return y;
    const gone = new Set(
      (axes.length > 0 ? axes : x.shape.map((_, i) => i)).map((axis) =>
        axisOf(axis, x.shape.length)
      ),
    );
    return reshape(y, x.shape.filter((_, axis) => !gone.has(axis)));
  },
};

/** Each number less the mean, over the deviation, of the last axes; then scaled and shifted. */
function layerNormalised(call: NodeCall): Tensor {
  const { attributes } = call;
  attributes.ignore("stash_type");
  const x = call.tensor(0, "linear");
  const first = axisOf(attributes.int("axis", -1), x.shape.length);
  const over = { axes: x.shape.map((_, axis) => axis).slice(first), keepdims: true };
  const centred = binaryOps.sub([x, reduceOps.mean([x], over)], undefined);
  const variance = reduceOps.mean([pointwise("square")(centred)], over);
  const b = attributes.float("epsilon", 1e-5);
  const deviation = pointwise("sqrt")(pointwise("affine")(variance, { a: 1, b }));
  const unit = binaryOps.div([centred, deviation], undefined);
  // Full sizes, since one size beside four would be that of channels.
  const full = (part: Tensor) =>
    reshape(part, [...Array<number>(x.shape.length - part.shape.length).fill(1), ...part.shape], {
      layout: "linear",
    });
  const scaledUnit = binaryOps.mul([unit, full(call.tensor(1))], undefined);
  const shift = call.optional(2);
  return shift ? binaryOps.add([scaledUnit, full(shift)], undefined) : scaledUnit;
}

/** The one sum over products that has a form here: each pixel by a matrix of its own. */
function einsum(call: NodeCall): Tensor {
  const equation = call.attributes.text("equation", "").replaceAll(" ", "");
  if (equation !== "ntij,otij->noij") throw new RangeError(`no form here for "${equation}"`);
  const [o, t, h, w] = call.shape(1) as [number, number, number, number];
  const weight = reshape(call.tensor(1, "linear"), [o, t, 1, 1, h, w]);
  return locallyConnected2d(call.tensor(0, "c4"), weight, null);
}

/** Matrix products, and what goes over whole axes. */
export const linearImports: Readonly<Record<string, ImportRow>> = {
  MatMul: { run: (call) => matmul(call.tensor(0, "linear"), call.tensor(1, "linear")) },
  Gemm: { run: gemm },
  Einsum: { run: einsum },
  LayerNormalization: { run: layerNormalised },
  ReduceLogSumExp: logSumExp,
  Softmax: softmaxRow(softmax),
  LogSoftmax: softmaxRow(logSoftmax),
  ReduceSum: reduction("sum"),
  ReduceMean: reduction("mean"),
  ReduceMax: reduction("max"),
};
