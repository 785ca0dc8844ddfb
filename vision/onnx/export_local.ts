import { divisiveNormOp } from "../ops/divisive_norm/mod.ts";
import type { LocalInputs } from "../ops/local_mean/local_mean.ts";
import { localResponseNormOp } from "../ops/local_response_norm/mod.ts";
import { subtractiveNormOp } from "../ops/subtractive_norm/mod.ts";
import { type ExportCall, row } from "./export_row.ts";

/** A divisor below this is 0 but for rounding, and what it divides is 0 too. */
const TINY = 1e-30;

/** What normalisation over neighbourhoods is written with: `local_mean/`, in nodes. */
function neighbourhoods({ names, inputs, graph }: ExportCall<LocalInputs, undefined>) {
  const [, window, mask] = names;
  const [{ shape }, { size: taps }] = inputs;
  const [, , h, w] = shape as [number, number, number, number];
  const reach = (taps - 1) / 2;
  const product = (a: string, b: string) => graph.node("Mul", [a, b]);
  const quotient = (a: string, b: string) =>
    graph.node("Div", [a, graph.node("Max", [b, graph.number(TINY)])]);
  // Pixels that count: [n or 1, 1, h, w] of ones and zeros.
  const counts = mask === null ? graph.filled(1, [1, 1, h, w]) : graph.node("Cast", [
    graph.node("Greater", [
      graph.node("Unsqueeze", [mask, graph.integers([1])]),
      graph.number(0),
    ]),
  ], { to: 1 });
  const along = (x: string, vertical: boolean) => {
    const kernel = vertical ? [taps, 1] : [1, taps];
    const pads = vertical ? [reach, 0, reach, 0] : [0, reach, 0, reach];
    const weights = graph.node("Reshape", [window, graph.integers([1, 1, ...kernel])]);
    return graph.node("Conv", [x, weights], { kernel_shape: kernel, pads });
  };
  const blurred = (x: string) => along(along(x, false), true);
  const weight = blurred(counts);
  // Mean over channels, then over the neighbourhood's pixels that count.
  const around = (x: string) => {
    const own = graph.node("ReduceMean", [x, graph.integers([1])], { keepdims: 1 });
    return quotient(blurred(product(own, counts)), weight);
  };
  const overImage = (x: string) =>
    graph.node("ReduceSum", [x, graph.integers([2, 3])], { keepdims: 1 });
  return { product, quotient, counts, around, overImage };
}

/** Normalisation by neighbouring channels and pixels. */
export const localRows = [
  row(
    localResponseNormOp,
    ({ names, options: { size, alpha, beta, bias }, graph }) =>
      graph.node("LRN", names, {
        size,
        alpha: { float: alpha },
        beta: { float: beta },
        bias: { float: bias },
      }),
  ),
  row(subtractiveNormOp, (call) => {
    const { product, counts, around } = neighbourhoods(call);
    const [x] = call.names;
    return product(call.graph.node("Sub", [x, around(x)]), counts);
  }),
  row(divisiveNormOp, (call) => {
    const { product, quotient, counts, around, overImage } = neighbourhoods(call);
    const [v] = call.names;
    const sigma = product(call.graph.node("Sqrt", [around(product(v, v))]), counts);
    const level = quotient(overImage(sigma), overImage(counts));
    return product(quotient(v, call.graph.node("Max", [level, sigma])), counts);
  }),
];
