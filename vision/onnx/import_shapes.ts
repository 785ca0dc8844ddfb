import { avgPool2d } from "../ops/avg_pool2d/mod.ts";
import { concat } from "../ops/concat/mod.ts";
import { embedding } from "../ops/embedding/mod.ts";
import { permute } from "../ops/permute/mod.ts";
import { reshape } from "../ops/reshape/mod.ts";
import { slice } from "../ops/slice/mod.ts";
import { elementCount, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { sliceCuts } from "./fold.ts";
import { isHost, kindOf, typeName } from "./host_tensor.ts";
import { type ImportRow, inLayout, type NodeCall, type Value } from "./import_row.ts";
import { axisOf, reshapedTo, squeezed, unsqueezed } from "./indexing.ts";

/** Another shape of the same elements; nothing moves between linear tensors. */
const shaped = (call: NodeCall, shape: Shape): Tensor => {
  const x = call.tensor(0);
  return reshape(x, shape, { layout: shape.length === 4 ? x.layout : "linear" });
};

/** Tensors one after another: as images where they are, since their channels are the usual axis. */
function joined(parts: readonly Tensor[], axis: number): Tensor {
  const layout = parts.some((part) => part.layout === "c4") ? "c4" : "linear";
  return concat(parts.map((part) => inLayout(part, layout)), axis);
}

function split(call: NodeCall): Tensor[] {
  const x = call.tensor(0);
  const axis = axisOf(call.attributes.int("axis", 0), x.shape.length);
  const count = call.attributes.int("num_outputs", call.node.outputs.length);
  const each = Math.ceil(x.shape[axis]! / count);
  const sizes = call.listed(1, "split") ??
    Array.from({ length: count }, (_, i) => Math.min(each, x.shape[axis]! - i * each));
  let from = 0;
  return sizes.map((size) => slice(x, { [axis]: [from, from += size] }));
}

function sliced(call: NodeCall): Tensor {
  const x = call.tensor(0);
  const inputs = call.values.map((value, i) => (value && i > 0 ? call.host(i) : null));
  const cuts = sliceCuts(x.shape, inputs, call.attributes, call.opset);
  const ranges: Record<number, readonly [number, number]> = {};
  cuts.forEach(({ start, step, count }, axis) => {
    const inImage = x.layout === "c4" && axis > 1 && step > 0;
    if (step !== 1 && !inImage) throw new RangeError(`no form here for steps of ${step}, want 1`);
    const end = start + (count - 1) * step + 1;
    if (start !== 0 || end !== x.shape[axis]) ranges[axis] = [start, end];
  });
  const part = Object.keys(ranges).length > 0 ? slice(x, ranges) : x;
  // Every so-manieth pixel is the mean of windows of one.
  const stride = [cuts[2]?.step ?? 1, cuts[3]?.step ?? 1] as const;
  return stride.some((step) => step !== 1) ? avgPool2d(part, 1, { stride }) : part;
}

/** One index of an axis, or rows of a table by indices that are known at run time alone. */
function gathered(call: NodeCall): Tensor {
  const axis = axisOf(call.attributes.int("axis", 0), call.shape(0).length);
  const indices = call.value(1);
  if (!isHost(indices)) {
    if (axis !== 0) {
      throw new RangeError("no form here for computed indices of another axis than 0");
    }
    return embedding(call.tensor(0, "linear"), indices);
  }
  const x = call.tensor(0);
  const { shape, data } = indices;
  if (data.length !== 1) throw new RangeError("no form here for more than one constant index");
  const index = axisOf(data[0]!, x.shape[axis]!);
  const part = slice(x, { [axis]: [index, index + 1] });
  return reshape(part, [...x.shape.slice(0, axis), ...shape, ...x.shape.slice(axis + 1)]);
}

const same: ImportRow["run"] = (call) => call.value(0);

/** Operators that move elements and compute nothing. */
export const shapeImports: Readonly<Record<string, ImportRow>> = {
  Reshape: {
    host: [1],
    run: (call) => {
      const wanted = call.host(1).data;
      return shaped(
        call,
        reshapedTo(call.shape(0), wanted, call.attributes.int("allowzero", 0) === 1),
      );
    },
  },
  Flatten: {
    run: (call) => {
      const shape = call.shape(0);
      const given = call.attributes.int("axis", 1);
      const axis = given < 0 ? given + shape.length : given;
      return shaped(call, [elementCount(shape.slice(0, axis)), elementCount(shape.slice(axis))]);
    },
  },
  Squeeze: {
    host: [1],
    run: (call) => shaped(call, squeezed(call.shape(0), call.listed(1, "axes"))),
  },
  Unsqueeze: {
    host: [1],
    run: (call) => shaped(call, unsqueezed(call.shape(0), call.listed(1, "axes") ?? [])),
  },
  Transpose: {
    run: (call) => {
      const x = call.tensor(0);
      const axes = call.attributes.ints("perm", null) ?? x.shape.map((_, i) => i).reverse();
      return permute(x, axes);
    },
  },
  Concat: {
    run: (call) => {
      const parts = call.values.map((_, i) => call.tensor(i));
      return joined(parts, axisOf(call.attributes.int("axis", 1), call.shape(0).length));
    },
  },
  Split: { host: [1], run: split },
  Slice: { host: [1, 2, 3, 4], run: sliced },
  Gather: { run: gathered },
  Identity: { run: same },
  Dropout: {
    host: [1, 2],
    run: (call): Value => {
      call.attributes.ignore("ratio", "seed", "is_test");
      if (call.training) throw new RangeError("no form here for Dropout while training");
      return call.value(0);
    },
  },
  Cast: {
    run: (call) => {
      const x = call.tensor(0);
      const to = call.attributes.int("to", 0);
      call.attributes.ignore("saturate");
      if (kindOf(to) !== (x.dtype === "f32" ? "float" : "int")) {
        throw new RangeError(`no form here for a cast of ${x.dtype} to ${typeName(to)}`);
      }
      return x;
    },
  },
};
