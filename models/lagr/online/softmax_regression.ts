import { type Device, Module, Parameter, StateTensor, type Tensor } from "../../../vision/mod.ts";
import { defineLaneKernel, lanes, read, write } from "../../../vision/mod.ts";
import { ShapeError } from "../../../vision/mod.ts";
import { constants } from "../../../vision/kernel/kernel.ts";
import { FEATURES } from "../features/extractor.ts";
import { CLASSES } from "../lagr_classes.ts";

/** Features of a window, four at a time. */
export const GROUPS = FEATURES / 4;

/** How the windows of a tensor of features lie in memory, counted in `vec4f`. */
export interface WindowLayout {
  /** Windows of the tensor. */
  readonly windows: number;
  /** From one window to the next. */
  readonly windowStride: number;
  /** From four features of a window to its next four. */
  readonly groupStride: number;
}

/**
 * How windows lie in a tensor of features: rows `[windows, 100]`, or the places of a map
 * `[1, 100, h, w]` in layout c4, row by row.
 *
 * @throws {ShapeError} If it is neither.
 */
export function windowLayout({ shape, dtype, layout }: Tensor): WindowLayout {
  if (dtype === "f32" && layout === "linear" && shape.length === 2 && shape[1] === FEATURES) {
    return { windows: shape[0]!, windowStride: GROUPS, groupStride: 1 };
  }
  if (dtype === "f32" && layout === "c4" && shape[0] === 1 && shape[1] === FEATURES) {
    const windows = shape[2]! * shape[3]!;
    return { windows, windowStride: 1, groupStride: windows };
  }
  throw new ShapeError(
    `Cannot classify windows of ${dtype} [${shape.join(", ")}] in layout ${layout}: ` +
      `wanted f32 [windows, ${FEATURES}], or [1, ${FEATURES}, h, w] in c4`,
  );
}

/** `q_i = exp(w_i . x + b_i) / sum_j exp(w_j . x + b_j)`: one lane a window, weights as constants. */
const scoreKernel = defineLaneKernel({
  name: "lagr class probabilities",
  bindings: {
    features: read("vec4f"),
    weight: constants("vec4f", CLASSES * GROUPS),
    bias: read("f32"),
    probabilities: write("f32"),
  },
  params: { windowStride: "u32", groupStride: "u32" },
  body: `  var logits = array<f32, ${CLASSES}>(bias[0], bias[1], bias[2], bias[3], bias[4]);
  for (var g = 0u; g < ${GROUPS}u; g++) {
    let x = features[lane * p.windowStride + g * p.groupStride];
    for (var c = 0u; c < ${CLASSES}u; c++) { logits[c] += dot(weight[c * ${GROUPS}u + g], x); }
  }
  var most = logits[0];
  for (var c = 1u; c < ${CLASSES}u; c++) { most = max(most, logits[c]); }
  var sum = 0.0;
  for (var c = 0u; c < ${CLASSES}u; c++) {
    logits[c] = exp(logits[c] - most);
    sum += logits[c];
  }
  for (var c = 0u; c < ${CLASSES}u; c++) {
    probabilities[lane * ${CLASSES}u + c] = logits[c] / sum;
  }`,
});

/**
 * The classifier that learns while driving: softmax regression from 100 features to five classes, and
 * the default weights, learned beforehand over many drives, that it is drawn back to (Hadsell et al. 2009).
 * Weights and defaults are saved and loaded together, as any module's.
 */
export class SoftmaxRegression extends Module {
  /** `[5, 100]`. */
  readonly weight: Parameter;
  /** `[5]`. */
  readonly bias: Parameter;
  /** What {@link weight} is drawn back to. */
  readonly defaultWeight: StateTensor;
  /** What {@link bias} is drawn back to. */
  readonly defaultBias: StateTensor;

  /** A classifier of weights that are all 0, until `setDefaults()` or a checkpoint says otherwise. */
  constructor(device: Device) {
    super();
    const [weight, bias] = [new Float32Array(CLASSES * FEATURES), new Float32Array(CLASSES)];
    this.weight = new Parameter(device, weight, [CLASSES, FEATURES]);
    this.bias = new Parameter(device, bias, [CLASSES]);
    this.defaultWeight = new StateTensor(device, weight, [CLASSES, FEATURES]);
    this.defaultBias = new StateTensor(device, bias, [CLASSES]);
  }

  /**
   * Takes default weights, and starts from them.
   *
   * @param weight `[5, 100]`, row-major.
   * @throws {ShapeError} If the number of elements is another.
   */
  setDefaults(weight: Float32Array<ArrayBuffer>, bias: Float32Array<ArrayBuffer>): void {
    for (const tensor of [this.weight, this.defaultWeight]) tensor.write(weight);
    for (const tensor of [this.bias, this.defaultBias]) tensor.write(bias);
  }

  /**
   * Class probabilities of every window, `[windows, 5]`, in one kernel run. Leaves nothing for
   * `backward()`: the online step has its gradient in closed form.
   *
   * @param features As {@link windowLayout} takes them.
   */
  override forward(features: Tensor): Tensor {
    const { windows, windowStride, groupStride } = windowLayout(features);
    const { device } = features;
    const probabilities = device.empty([windows, CLASSES]);
    device.dispatch(scoreKernel, {
      bindings: { features, weight: this.weight, bias: this.bias, probabilities },
      params: { lanes: windows, windowStride, groupStride },
      workgroups: lanes(windows),
    });
    return probabilities;
  }
}
