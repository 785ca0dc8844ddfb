import {
  constants,
  defineLaneKernel,
  read,
  uniform,
  write,
} from "../../../vision/kernel/kernel.ts";
import { GROUPS } from "./softmax_regression.ts";
import { CLASSES } from "../lagr_classes.ts";

/** What changes from frame to frame. */
export const FRAME = { kept: "u32", drawn: "u32", rate: "f32", decay: "f32" } as const;

/** Copies the features of newly labelled windows to their slots; windows of other tensors are left alone. */
export const keepKernel = defineLaneKernel({
  name: "lagr keep samples",
  bindings: {
    features: read("vec4f"),
    moves: read("vec2u"),
    frame: uniform(FRAME),
    samples: write("vec4f"),
  },
  params: { first: "u32", windows: "u32", windowStride: "u32", groupStride: "u32" },
  body: `  let copied = lane / ${GROUPS}u;
  let g = lane % ${GROUPS}u;
  if (copied >= frame.kept) { return; }
  // Below the first window the difference wraps around, and is no window either.
  let window = moves[copied].x - p.first;
  if (window >= p.windows) { return; }
  samples[moves[copied].y * ${GROUPS}u + g] = features[window * p.windowStride + g * p.groupStride];`,
});

/** Of each sample of a batch two `vec4f`: `q - p` of four classes; of the fifth, `|x|^2`, `KL(p || q)`, 0. */
export const errorKernel = defineLaneKernel({
  name: "lagr online error",
  bindings: {
    samples: read("vec4f"),
    draws: read("u32"),
    targets: read("f32"),
    weight: constants("vec4f", CLASSES * GROUPS),
    bias: read("f32"),
    frame: uniform(FRAME),
    errors: write("vec4f"),
  },
  params: { first: "u32" },
  body: `  if (lane >= frame.drawn) { return; }
  let slot = draws[p.first + lane] * ${GROUPS}u;
  var logits = array<f32, ${CLASSES}>(bias[0], bias[1], bias[2], bias[3], bias[4]);
  var squares = 0.0;
  for (var g = 0u; g < ${GROUPS}u; g++) {
    let x = samples[slot + g];
    squares += dot(x, x);
    for (var c = 0u; c < ${CLASSES}u; c++) { logits[c] += dot(weight[c * ${GROUPS}u + g], x); }
  }
  var most = logits[0];
  for (var c = 1u; c < ${CLASSES}u; c++) { most = max(most, logits[c]); }
  var sum = 0.0;
  for (var c = 0u; c < ${CLASSES}u; c++) { sum += exp(logits[c] - most); }
  let logSum = most + log(sum);
  var divergence = 0.0;
  for (var c = 0u; c < ${CLASSES}u; c++) {
    let target_c = targets[(p.first + lane) * ${CLASSES}u + c];
    let logQ = logits[c] - logSum;
    if (target_c > 0.0) { divergence += target_c * (log(target_c) - logQ); }
    logits[c] = exp(logQ) - target_c;
  }
  errors[2u * lane] = vec4f(logits[0], logits[1], logits[2], logits[3]);
  errors[2u * lane + 1u] = vec4f(logits[4], squares, divergence, 0.0);`,
});

/**
 * One step of the weights, a lane for four of them (or a bias): always in the same order, so that equal
 * draws give equal weights. See `stepRef()`.
 */
export const stepKernel = defineLaneKernel({
  name: "lagr online step",
  bindings: {
    samples: read("vec4f"),
    draws: read("u32"),
    errors: read("vec4f"),
    defaultWeight: read("vec4f"),
    defaultBias: read("f32"),
    frame: uniform(FRAME),
    weight: write("vec4f"),
    bias: write("f32"),
  },
  params: { first: "u32" },
  body: `  let c = lane % ${CLASSES}u;
  let g = lane / ${CLASSES}u;
  var gradient = vec4f(0.0);
  var squares = 0.0;
  for (var k = 0u; k < frame.drawn; k++) {
    let rest = errors[2u * k + 1u];
    squares += rest.y;
    var error = rest.x;
    if (c < 4u) { error = errors[2u * k][c]; }
    if (g < ${GROUPS}u) { gradient += error * samples[draws[p.first + k] * ${GROUPS}u + g]; }
    else { gradient.x += error; }
  }
  let count = max(f32(frame.drawn), 1.0);
  let step = frame.rate / (count + squares);
  if (g < ${GROUPS}u) {
    let at = c * ${GROUPS}u + g;
    let w = weight[at];
    weight[at] = w - step * gradient - frame.decay * (w - defaultWeight[at]);
  } else {
    let b = bias[c];
    bias[c] = b - step * gradient.x - frame.decay * (b - defaultBias[c]);
  }`,
});
