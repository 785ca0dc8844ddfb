import { avgPool2d } from "../ops/avg_pool2d/mod.ts";
import { batchNorm } from "../ops/batch_norm/mod.ts";
import { conv2d } from "../ops/conv2d/mod.ts";
import { convTranspose2d } from "../ops/conv_transpose2d/mod.ts";
import { expandKernels } from "../ops/expand_kernels/mod.ts";
import { localResponseNorm } from "../ops/local_response_norm/mod.ts";
import { lpPool2d } from "../ops/lp_pool2d/mod.ts";
import { maxPool2d } from "../ops/max_pool2d/mod.ts";
import { pad, type PadMode } from "../ops/pad/mod.ts";
import { permute } from "../ops/permute/mod.ts";
import { reduceOps } from "../ops/reduce/mod.ts";
import { resize } from "../ops/resize/mod.ts";
import { scatterWindows } from "../ops/windows/mod.ts";
import type { Attributes } from "./attributes.ts";
import type { ImportRow, NodeCall } from "./import_row.ts";
import { axisOf } from "./indexing.ts";

type Pair = readonly [number, number];
type Sides = readonly [top: number, left: number, bottom: number, right: number];

function pair(values: readonly number[], name: string): Pair {
  const [vertical, horizontal] = values;
  if (values.length !== 2 || vertical === undefined || horizontal === undefined) {
    throw new RangeError(`its "${name}" is [${values.join(", ")}], want two, as for images`);
  }
  return [vertical, horizontal];
}

/** Images are what these nodes are about: four axes. */
function imageSize(call: NodeCall): Pair {
  const shape = call.shape(0);
  if (shape.length !== 4) {
    throw new RangeError(`its input [${shape.join(", ")}] is no image [n, c, h, w]`);
  }
  return [shape[2]!, shape[3]!];
}

/** Where the windows of a convolution or a pooling lie. */
interface Windows {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Sides;
}

/** Reads the attributes that convolutions and poolings share; `kernel` is what the weights say. */
function windows(call: NodeCall, kernel?: Pair): Windows {
  const { attributes } = call;
  const size = imageSize(call);
  const shape = pair(attributes.ints("kernel_shape", kernel ?? []), "kernel_shape");
  const stride = pair(attributes.ints("strides", [1, 1]), "strides");
  const dilation = pair(attributes.ints("dilations", [1, 1]), "dilations");
  const pads = attributes.ints("pads", [0, 0, 0, 0]);
  const auto = attributes.text("auto_pad", "NOTSET");
  const same = auto === "SAME_UPPER" || auto === "SAME_LOWER";
  if (!same && auto !== "NOTSET" && auto !== "VALID") {
    throw new RangeError(`no form here for its auto_pad "${auto}"`);
  }
  if (!same) {
    const padding = auto === "VALID" ? [0, 0, 0, 0] : pads;
    return { kernel: shape, stride, dilation, padding: padding as unknown as Sides };
  }
  // As much as leaves ceil(size / stride) windows; an odd one goes to the end or to the beginning.
  const along = (i: 0 | 1): Pair => {
    const reach = (Math.ceil(size[i] / stride[i]) - 1) * stride[i] + (shape[i] - 1) * dilation[i] +
      1;
    const total = Math.max(0, reach - size[i]);
    const less = Math.floor(total / 2);
    return auto === "SAME_UPPER" ? [less, total - less] : [total - less, less];
  };
  const [[top, bottom], [left, right]] = [along(0), along(1)];
  return { kernel: shape, stride, dilation, padding: [top, left, bottom, right] };
}

const conv = (call: NodeCall) => {
  const weight = call.tensor(1, "linear");
  const [, , kh, kw] = weight.shape;
  const { stride, dilation, padding } = windows(call, [kh ?? 0, kw ?? 0]);
  const groups = call.attributes.int("group", 1);
  return { weight, options: { stride, dilation, padding, groups, ...call.activation } };
};

/** Where the windows of a pooling lie. */
function pooling(call: NodeCall): Omit<Windows, "dilation"> {
  const { attributes } = call;
  const size = imageSize(call);
  const { kernel, stride, dilation, padding } = windows(call);
  if (dilation.some((step) => step !== 1)) throw new RangeError("no form here for its dilations");
  // Windows that begin within but end outside count for this alone.
  const dropped = size.some((side, i) =>
    (side + padding[i]! + padding[i + 2]! - kernel[i]!) % stride[i]! !== 0
  );
  if (attributes.int("ceil_mode", 0) !== 0 && dropped) {
    throw new RangeError("no form here for its ceil_mode");
  }
  return { kernel, stride, padding };
}

function maxPool(call: NodeCall) {
  const { kernel, ...options } = pooling(call);
  call.attributes.ignore("storage_order");
  return maxPool2d(call.tensor(0, "c4"), kernel, options);
}

function avgPool(call: NodeCall) {
  const { kernel, ...options } = pooling(call);
  const countIncludePad = call.attributes.int("count_include_pad", 0) !== 0;
  return avgPool2d(call.tensor(0, "c4"), kernel, { ...options, countIncludePad });
}

function lpPool(call: NodeCall) {
  const { kernel, ...options } = pooling(call);
  return lpPool2d(call.tensor(0, "c4"), kernel, call.attributes.int("p", 2), options);
}

function responseNormalised(call: NodeCall) {
  const { attributes } = call;
  return localResponseNorm(call.tensor(0, "c4"), {
    size: attributes.int("size", 0),
    alpha: attributes.float("alpha", 1e-4),
    beta: attributes.float("beta", 0.75),
    bias: attributes.float("bias", 1),
  });
}

/** Rows of windows, added up to images. */
function scatteredWindows(call: NodeCall) {
  const size = pair(Array.from(call.host(1).data), "image_shape");
  const kernel = pair(Array.from(call.host(2).data), "block_shape");
  const { attributes } = call;
  const stride = pair(attributes.ints("strides", [1, 1]), "strides");
  const padding = attributes.ints("pads", [0, 0, 0, 0]) as unknown as Sides;
  if (attributes.ints("dilations", [1, 1]).some((step) => step !== 1)) {
    throw new RangeError("no form here for its dilations");
  }
  const windows = permute(call.tensor(0), [0, 2, 1]);
  return scatterWindows(windows, size, kernel, { stride, padding });
}

/** Kernels put at places of zeros: those of sparsely connected maps. */
function scattered(call: NodeCall) {
  const zeros = call.host(0);
  const places = call.host(1);
  const kernels = call.tensor(2, "linear");
  const [outputs, inputs] = zeros.shape;
  const sparse = zeros.shape.length === 4 && zeros.data.every((value) => value === 0) &&
    places.shape.length === 2 && places.shape[1] === 2;
  if (!sparse || call.attributes.text("reduction", "none") !== "none") {
    throw new RangeError("no form here but for kernels [k, h, w] at pairs of maps of zeros");
  }
  const pairs = Array.from(
    { length: places.shape[0]! },
    (_, k) => [places.data[2 * k]!, places.data[2 * k + 1]!] as const,
  );
  return expandKernels(kernels, { outputs: outputs!, inputs: inputs!, pairs });
}

/** Height and width that a Resize or Upsample asks for, and whether they are exactly those of its factors. */
function resizedTo(call: NodeCall): { size: Pair; exact: boolean } {
  const { attributes, opset } = call;
  const shape = call.shape(0);
  const [h, w] = imageSize(call);
  const old = opset < 11;
  const scales = old
    ? call.optionalHost(1)?.data ?? attributes.floats("scales", null)
    : call.optionalHost(2)?.data;
  const sizes = old ? undefined : call.optionalHost(3)?.data;
  const axes = attributes.ints("axes", null) ?? [0, 1, 2, 3];
  const wanted: number[] = [...shape];
  let exact = true;
  axes.forEach((given, i) => {
    const axis = axisOf(given, 4);
    if (sizes && sizes.length > 0) wanted[axis] = sizes[i]!;
    else {
      const scaled = shape[axis]! * (scales?.[i] ?? 1);
      wanted[axis] = Math.floor(scaled);
      exact &&= Number.isInteger(scaled);
    }
  });
  if (wanted[0] !== shape[0] || wanted[1] !== shape[1]) {
    throw new RangeError(
      `it resizes [${shape.join(", ")}] to [${wanted.join(", ")}]: want heights and widths alone`,
    );
  }
  return { size: [wanted[2] ?? h, wanted[3] ?? w], exact };
}

/** Which of our two ways of resampling a node's is, or an error that says what it is. */
function resizeMode(attributes: Attributes, opset: number, from: Pair, to: Pair, exact: boolean) {
  const mode = attributes.text("mode", "nearest");
  const where = attributes.text(
    "coordinate_transformation_mode",
    opset < 11 ? "asymmetric" : "half_pixel",
  );
  const round = attributes.text("nearest_mode", opset < 11 ? "floor" : "round_prefer_floor");
  const whole = exact && from.every((size, i) => to[i]! % size === 0);
  const centred = where === "half_pixel" ||
    (where === "pytorch_half_pixel" && to.every((size) => size > 1));
  if (mode === "linear" && centred && exact) return "bilinear";
  const first = where === "asymmetric" && round === "floor" && exact;
  // Each pixel as often as the factor says: pixel centres round to the same one as corners do.
  if (mode === "nearest" && (first || (whole && centred && round.startsWith("round_prefer")))) {
    return "nearest";
  }
  throw new RangeError(
    `no form here for mode "${mode}" with "${where}"` +
      (mode === "nearest" ? ` and "${round}"` : "") +
      ` from ${from.join(" x ")} to ${to.join(" x ")}`,
  );
}

function resized(call: NodeCall) {
  const { attributes, opset } = call;
  const { size, exact } = resizedTo(call);
  attributes.ignore("cubic_coeff_a", "extrapolation_value");
  if (attributes.int("antialias", 0) !== 0 || attributes.int("exclude_outside", 0) !== 0) {
    throw new RangeError("no form here for antialias or exclude_outside");
  }
  if (attributes.text("keep_aspect_ratio_policy", "stretch") !== "stretch") {
    throw new RangeError("no form here for a kept aspect ratio");
  }
  const mode = resizeMode(attributes, opset, imageSize(call), size, exact);
  return resize(call.tensor(0, "c4"), { size, mode });
}

function padded(call: NodeCall) {
  const mode = call.attributes.text("mode", "constant");
  const pads = call.listed(1, "pads");
  const axes = call.optionalHost(3)?.data ?? call.shape(0).map((_, axis) => axis);
  const sides = new Map<number, Pair>();
  Array.from(axes).forEach((given, i) => {
    sides.set(axisOf(given, call.shape(0).length), [pads?.[i] ?? 0, pads?.[i + axes.length] ?? 0]);
  });
  for (const [axis, [before, after]] of sides) {
    if (axis < 2 && (before !== 0 || after !== 0)) {
      throw new RangeError("it pads batch or channels, want heights and widths alone");
    }
  }
  const [top, bottom] = sides.get(2) ?? [0, 0];
  const [left, right] = sides.get(3) ?? [0, 0];
  if (mode !== "constant" && mode !== "edge" && mode !== "reflect") {
    throw new RangeError(`no form here for its mode "${mode}"`);
  }
  const value = call.optionalHost(2)?.data[0] ?? call.attributes.float("value", 0);
  const name: PadMode = mode;
  return pad(call.tensor(0, "c4"), { top, left, bottom, right }, { mode: name, value });
}

function batchNormalised(call: NodeCall) {
  const { attributes } = call;
  if (attributes.int("training_mode", 0) !== 0 || attributes.int("spatial", 1) !== 1) {
    throw new RangeError("no form here for its training_mode, or for pixels apart");
  }
  if (call.node.outputs.length > 1) throw new RangeError("no form here for its further outputs");
  return batchNorm(call.tensor(0, call.shape(0).length === 4 ? "c4" : "linear"), {
    train: call.training,
    gamma: call.tensor(1),
    beta: call.tensor(2),
    mean: call.tensor(3),
    variance: call.tensor(4),
    eps: attributes.float("epsilon", 1e-5),
    // ONNX says how much of the old is kept.
    momentum: 1 - attributes.float("momentum", 0.9),
  });
}

const globally = (kind: "mean" | "max"): ImportRow => ({
  run: (call) => {
    const axes = call.shape(0).slice(2).map((_, i) => i + 2);
    return reduceOps[kind]([call.tensor(0)], { axes, keepdims: true });
  },
});

/** Convolution, pooling, and what else is done to images. */
export const imageImports: Readonly<Record<string, ImportRow>> = {
  Conv: {
    run: (call) => {
      const { weight, options } = conv(call);
      return conv2d(call.tensor(0, "c4"), weight, call.optional(2), options);
    },
  },
  ConvTranspose: {
    run: (call) => {
      const { weight, options } = conv(call);
      const { attributes } = call;
      if (
        attributes.ints("output_shape", null) || attributes.text("auto_pad", "NOTSET") !== "NOTSET"
      ) {
        throw new RangeError("no form here for output_shape or auto_pad, want pads");
      }
      const outputPadding = pair(attributes.ints("output_padding", [0, 0]), "output_padding");
      return convTranspose2d(call.tensor(0, "c4"), weight, call.optional(2), {
        ...options,
        outputPadding,
      });
    },
  },
  BatchNormalization: { state: [3, 4], run: batchNormalised },
  LRN: { run: responseNormalised },
  MaxPool: { run: maxPool },
  AveragePool: { run: avgPool },
  LpPool: { run: lpPool },
  Col2Im: { host: [1, 2], run: scatteredWindows },
  ScatterND: { host: [0, 1], run: scattered },
  GlobalAveragePool: globally("mean"),
  GlobalMaxPool: globally("max"),
  Resize: { host: [1, 2, 3], run: resized },
  Upsample: { host: [1], run: resized },
  Pad: { host: [1, 2, 3], run: padded },
};
