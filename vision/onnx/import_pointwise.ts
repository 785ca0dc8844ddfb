import { binaryOps } from "../ops/binary/mod.ts";
import { pointwise, pointwiseOps } from "../ops/pointwise/mod.ts";
import { MASKED, scaleMask } from "../ops/scale_mask/mod.ts";
import { reshape } from "../ops/reshape/mod.ts";
import type { Tensor } from "../tensor.ts";
import { isHost } from "./host_tensor.ts";
import type { ImportRow, NodeCall } from "./import_row.ts";

const clamp = pointwise("clamp");
const affine = pointwise("affine");
const power = pointwise("power");
const reciprocal = pointwise("reciprocal");

/** One operation of the table, without numbers. */
const one = (name: keyof typeof pointwiseOps): ImportRow => ({
  run: (call) => pointwiseOps[name]([call.tensor(0)], undefined),
});

/** The number that an operand is, or `null` where it is more, or kernels compute it. */
function numberAt(call: NodeCall, index: number): number | null {
  const value = call.value(index);
  return isHost(value) && value.data.length === 1 && value.shape.length <= 1
    ? value.data[0]!
    : null;
}

/** An operand as broadcasting wants it: one size beside images is ONNX's last axis, ours the channels. */
function operand(call: NodeCall, index: number, rank: number): Tensor {
  const x = call.tensor(index);
  return x.shape.length === 1 && rank === 4
    ? reshape(x, [1, 1, 1, x.shape[0]!], { layout: "linear" })
    : x;
}

/** Two operands, or one and a number, for which a kernel of one operand is enough. */
const binary = (
  name: keyof typeof binaryOps,
  withNumber: (x: Tensor, number: number, first: boolean) => Tensor,
): ImportRow => ({
  run: (call) => {
    const [a, b] = [numberAt(call, 0), numberAt(call, 1)];
    if (b !== null) return withNumber(call.tensor(0), b, false);
    if (a !== null) return withNumber(call.tensor(1), a, true);
    const rank = Math.max(call.shape(0).length, call.shape(1).length);
    return binaryOps[name]([operand(call, 0, rank), operand(call, 1, rank)], undefined);
  },
});

/** Min and Max take any number of operands. */
const extreme = (
  name: "minimum" | "maximum",
  withNumber: (x: Tensor, number: number) => Tensor,
): ImportRow => ({
  run: (call) => {
    const rank = Math.max(...call.values.map((_, i) => call.shape(i).length));
    const tensors = call.values.flatMap((_, i) =>
      numberAt(call, i) === null ? [operand(call, i, rank)] : []
    );
    const numbers = call.values.flatMap((_, i) => numberAt(call, i) ?? []);
    const joined = tensors.reduce((a, b) => binaryOps[name]([a, b], undefined));
    return numbers.reduce(withNumber, joined);
  },
});

const rectify = pointwise("relu");
const sign = pointwise("sign");

/** 1 where `x` is above 0, else 0. */
const above = (x: Tensor) => rectify(sign(x));

/** Truth as the numbers 1 and 0: `a > b`. */
const greater = (first: 0 | 1): ImportRow => ({
  run: (call) => {
    const second = 1 - first;
    const [a, b] = [numberAt(call, first), numberAt(call, second)];
    if (b !== null) return above(affine(call.tensor(first), { a: 1, b: -b }));
    if (a !== null) return above(affine(call.tensor(second), { a: -1, b: a }));
    const rank = Math.max(call.shape(0).length, call.shape(1).length);
    const difference = [operand(call, first, rank), operand(call, second, rank)] as const;
    return above(binaryOps.sub(difference, undefined));
  },
});

/** The first where the condition holds, else the second: both times what they count. */
const where: ImportRow = {
  run: (call) => {
    const rank = Math.max(...call.values.map((_, i) => call.shape(i).length));
    const condition = call.value(0);
    if (!isHost(condition) && condition.dtype !== "f32") {
      if (numberAt(call, 2) === Math.fround(MASKED)) {
        return scaleMask(call.tensor(1, "linear"), 1, condition);
      }
      throw new RangeError("no form here for a condition that is an input");
    }
    const holds = isHost(condition)
      ? call.upload({ ...condition, kind: "float" })
      : operand(call, 0, rank);
    const fails = affine(holds, { a: -1, b: 1 });
    const chosen = (index: number, mask: Tensor) => {
      const number = numberAt(call, index);
      return number === null
        ? binaryOps.mul([operand(call, index, rank), mask], undefined)
        : affine(mask, { a: number, b: 0 });
    };
    return binaryOps.add([chosen(1, holds), chosen(2, fails)], undefined);
  },
};

const bound = (call: NodeCall, index: number, name: string) =>
  call.opset < 11 ? call.attributes.float(name, undefined) : call.optionalHost(index)?.data[0];

/** Numbers of a row that the model gives; the others are the row's own. */
const named = (numbers: Readonly<Record<string, number | undefined>>) =>
  Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));

/** Operations on each element by itself, or on two of equal places. */
export const pointwiseImports: Readonly<Record<string, ImportRow>> = {
  Relu: one("relu"),
  Tanh: one("tanh"),
  Sigmoid: one("sigmoid"),
  Softplus: one("softplus"),
  HardSwish: one("hardSwish"),
  Abs: one("abs"),
  Neg: one("neg"),
  Sign: one("sign"),
  Exp: one("exp"),
  Log: one("log"),
  Sqrt: one("sqrt"),
  Reciprocal: one("reciprocal"),
  Gelu: {
    run: (call) => {
      if (call.attributes.text("approximate", "none") !== "none") {
        throw new RangeError("no form here for an approximated Gelu");
      }
      return pointwiseOps.gelu([call.tensor(0)], undefined);
    },
  },
  LeakyRelu: {
    run: (call) =>
      pointwiseOps.leakyRelu([call.tensor(0)], { slope: call.attributes.float("alpha", 0.01) }),
  },
  Elu: {
    run: (call) => pointwiseOps.elu([call.tensor(0)], { alpha: call.attributes.float("alpha", 1) }),
  },
  HardSigmoid: {
    run: (call) =>
      pointwiseOps.hardSigmoid([call.tensor(0)], {
        alpha: call.attributes.float("alpha", 0.2),
        beta: call.attributes.float("beta", 0.5),
      }),
  },
  // Beyond lambd, closer to zero by bias.
  Shrink: {
    run: (call) => {
      const lambda = call.attributes.float("lambd", 0.5);
      const bias = call.attributes.float("bias", 0);
      if (bias !== 0 && bias !== lambda) {
        throw new RangeError(`no form here for a bias of ${bias}, want 0 or its lambd ${lambda}`);
      }
      const op = bias === 0 ? pointwiseOps.hardShrink : pointwiseOps.softShrink;
      return op([call.tensor(0)], { lambda });
    },
  },
  Clip: {
    host: [1, 2],
    run: (call) =>
      clamp(call.tensor(0), named({ min: bound(call, 1, "min"), max: bound(call, 2, "max") })),
  },
  Add: binary("add", (x, b) => affine(x, { a: 1, b })),
  Sub: binary("sub", (x, b, first) => first ? affine(x, { a: -1, b }) : affine(x, { a: 1, b: -b })),
  Mul: binary("mul", (x, a) => affine(x, { a, b: 0 })),
  Div: binary(
    "div",
    (x, a, first) => first ? affine(reciprocal(x), { a, b: 0 }) : affine(x, { a: 1 / a, b: 0 }),
  ),
  Min: extreme("minimum", (x, max) => clamp(x, { max })),
  Max: extreme("maximum", (x, min) => clamp(x, { min })),
  Greater: greater(0),
  Less: greater(1),
  Where: where,
  PRelu: {
    run: (call) => {
      const x = call.tensor(0);
      const slope = operand(call, 1, x.shape.length);
      const negative = binaryOps.mul([clamp(x, { max: 0 }), slope], undefined);
      return binaryOps.add([rectify(x), negative], undefined);
    },
  },
  Pow: {
    host: [1],
    run: (call) => {
      const { data } = call.host(1);
      if (data.length !== 1) throw new RangeError("no form here for more than one exponent");
      return power(call.tensor(0), { exponent: data[0]! });
    },
  },
};
