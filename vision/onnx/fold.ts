import { elementCount, type Shape } from "../shape.ts";
import type { Attributes } from "./attributes.ts";
import { type HostTensor, kindOf, typeName } from "./host_tensor.ts";
import {
  axisOf,
  broadcastTo,
  type Cut,
  cutsOf,
  reshapedTo,
  squeezed,
  unsqueezed,
} from "./indexing.ts";

/** What a node computes on the CPU. */
export type Fold = (
  inputs: readonly (HostTensor | null)[],
  attributes: Attributes,
  opset: number,
) => HostTensor;

function array(kind: HostTensor["kind"], shape: Shape, values: ArrayLike<number>): HostTensor {
  return {
    kind,
    shape,
    data: kind === "float" ? Float32Array.from(values) : Float64Array.from(values),
  };
}

const given = (x: HostTensor | null | undefined, what: string): HostTensor => {
  if (!x) throw new RangeError(`its ${what} is missing`);
  return x;
};

/** The numbers of an attribute or, since a later operator set, of an input; `null` where it has neither. */
function listed(
  inputs: readonly (HostTensor | null)[],
  index: number,
  attributes: Attributes,
  name: string,
): ArrayLike<number> | null {
  return inputs[index]?.data ?? attributes.ints(name, null);
}

/** For each element of the result, where it lies in a row-major array of these steps. */
function positions(shape: Shape, steps: readonly number[], start = 0): number[] {
  let at = [start];
  shape.forEach((size, axis) => {
    at = at.flatMap((from) => Array.from({ length: size }, (_, i) => from + i * steps[axis]!));
  });
  return at;
}

/** How far neighbours along each axis lie apart. */
function stepsOf(shape: Shape): number[] {
  let step = 1;
  return [...shape].reverse().map((size) => [step, step *= size][0]!).reverse();
}

function picked(x: HostTensor, shape: Shape, at: readonly number[]): HostTensor {
  return array(x.kind, shape, at.map((i) => x.data[i]!));
}

function spread(x: HostTensor, shape: Shape): HostTensor {
  const before = shape.length - x.shape.length;
  const own = stepsOf(x.shape);
  const steps = shape.map((_, axis) =>
    axis < before || x.shape[axis - before] === 1 ? 0 : own[axis - before]!
  );
  return picked(x, shape, positions(shape, steps));
}

function elementwise(
  compute: (...values: number[]) => number,
  result?: HostTensor["kind"],
): Fold {
  return (inputs) => {
    const operands = inputs.map((x) => given(x, "operand"));
    const shape = broadcastTo(operands.map((x) => x.shape));
    const all = operands.map((x) => spread(x, shape).data);
    const values = Array.from(
      { length: elementCount(shape) },
      (_, i) => compute(...all.map((data) => data[i]!)),
    );
    const kind = result ?? (operands.some((x) => x.kind === "float") ? "float" : "int");
    return array(kind, shape, values);
  };
}

const isTrue = (holds: boolean) => (holds ? 1 : 0);

const divide: Fold = (inputs, attributes, opset) => {
  const whole = inputs.every((x) => x?.kind === "int");
  return elementwise((a, b) => whole ? Math.trunc(a / b!) : a / b!)(inputs, attributes, opset);
};

const slice: Fold = (inputs, attributes, opset) => {
  const [x] = inputs;
  const source = given(x, "input");
  const cuts = sliceCuts(source.shape, inputs, attributes, opset);
  const steps = stepsOf(source.shape);
  const start = cuts.reduce((sum, { start }, axis) => sum + start * steps[axis]!, 0);
  const shape = cuts.map(({ count }) => count);
  return picked(
    source,
    shape,
    positions(shape, cuts.map(({ step }, axis) => step * steps[axis]!), start),
  );
};

/** What a Slice takes of each axis: from its attributes before operator set 10, then from its inputs. */
export function sliceCuts(
  shape: Shape,
  inputs: readonly (HostTensor | null)[],
  attributes: Attributes,
  opset: number,
): readonly Cut[] {
  if (opset < 10) {
    const starts = attributes.ints("starts", []);
    const axes = attributes.ints("axes", null) ?? starts.map((_, i) => i);
    return cutsOf(shape, starts, attributes.ints("ends", []), axes, null);
  }
  const [, starts, ends, axes, steps] = inputs;
  const from = given(starts, "list of starts").data;
  const along = axes ? Array.from(axes.data) : Array.from(from, (_, i) => i);
  return cutsOf(shape, from, given(ends, "list of ends").data, along, steps?.data ?? null);
}

const gather: Fold = ([x, indices], attributes) => {
  const source = given(x, "input");
  const wanted = given(indices, "list of indices");
  const axis = axisOf(attributes.int("axis", 0), source.shape.length);
  const size = source.shape[axis]!;
  const before = source.shape.slice(0, axis);
  const after = source.shape.slice(axis + 1);
  const inner = elementCount(after);
  const at = positions(before, stepsOf(before)).flatMap((outer) =>
    Array.from(wanted.data, (index) => (outer * size + axisOf(index, size)) * inner)
      .flatMap((from) => Array.from({ length: inner }, (_, i) => from + i))
  );
  return picked(source, [...before, ...wanted.shape, ...after], at);
};

const concat: Fold = (inputs, attributes) => {
  const parts = inputs.map((x) => given(x, "operand"));
  const [first] = parts;
  const axis = axisOf(attributes.int("axis", 0), first!.shape.length);
  const size = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  const shape = first!.shape.map((own, i) => i === axis ? size : own);
  const outer = elementCount(shape.slice(0, axis));
  const values = Array.from({ length: outer }, (_, i) =>
    parts.flatMap(({ data }) => {
      const each = data.length / outer;
      return Array.from(data.subarray(i * each, (i + 1) * each));
    })).flat();
  return array(first!.kind, shape, values);
};

const cast: Fold = ([x], attributes) => {
  const to = attributes.int("to", 0);
  const kind = kindOf(to);
  if (kind === null) throw new RangeError(`it casts to ${typeName(to)}, which has no form here`);
  const { shape, data } = given(x, "input");
  if (typeName(to) === "BOOL") return array("int", shape, data.map((value) => isTrue(value !== 0)));
  return array(kind, shape, kind === "int" ? data.map(Math.trunc) : data);
};

const view =
  (shapeOf: (shape: Shape, ...rest: Parameters<Fold>) => Shape): Fold =>
  (inputs, attributes, opset) => {
    const { kind, shape, data } = given(inputs[0], "input");
    return { kind, data, shape: shapeOf(shape, inputs, attributes, opset) };
  };

/** Nodes that are computed on the CPU where all that they take is there: the arithmetic of shapes. */
export const FOLDS: ReadonlyMap<string, Fold> = new Map<string, Fold>(Object.entries({
  Add: elementwise((a, b) => a + b!),
  Sub: elementwise((a, b) => a - b!),
  Mul: elementwise((a, b) => a * b!),
  Div: divide,
  Neg: elementwise((a) => -a),
  Abs: elementwise(Math.abs),
  Floor: elementwise(Math.floor),
  Ceil: elementwise(Math.ceil),
  Sqrt: elementwise(Math.sqrt),
  Pow: elementwise((a, b) => a ** b!),
  Min: elementwise(Math.min),
  Max: elementwise(Math.max),
  Equal: elementwise((a, b) => isTrue(a === b), "int"),
  Less: elementwise((a, b) => isTrue(a < b!), "int"),
  Greater: elementwise((a, b) => isTrue(a > b!), "int"),
  Not: elementwise((a) => isTrue(a === 0), "int"),
  Where: elementwise((condition, a, b) => condition ? a! : b!),
  Cast: cast,
  Concat: concat,
  Gather: gather,
  Slice: slice,
  Reshape: view((shape, [, wanted], attributes) =>
    reshapedTo(shape, given(wanted, "shape").data, attributes.int("allowzero", 0) === 1)
  ),
  Squeeze: view((shape, inputs, attributes) =>
    squeezed(shape, listed(inputs, 1, attributes, "axes"))
  ),
  Unsqueeze: view((shape, inputs, attributes) =>
    unsqueezed(shape, listed(inputs, 1, attributes, "axes") ?? [])
  ),
  Expand: ([x, wanted]) => {
    const source = given(x, "input");
    return spread(source, broadcastTo([source.shape, Array.from(given(wanted, "shape").data)]));
  },
  Range: ([start, limit, delta]) => {
    const [from] = given(start, "start").data;
    const [by] = given(delta, "step").data;
    const count = Math.max(0, Math.ceil((given(limit, "limit").data[0]! - from!) / by!));
    return array(start!.kind, [count], Array.from({ length: count }, (_, i) => from! + i * by!));
  },
  ConstantOfShape: ([x], attributes) => {
    const shape = Array.from(given(x, "shape").data);
    const value = attributes.tensor("value") ?? array("float", [1], [0]);
    return array(value.kind, shape, Array(elementCount(shape)).fill(value.data[0]));
  },
}));
