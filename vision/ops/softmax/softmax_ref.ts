import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";

/** Calls `visit` with the indices of each pixel's channels. */
export function eachPixel(x: RefArray, visit: (channels: readonly number[]) => void): void {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  for (let image = 0; image < n; image++) {
    for (let pixel = 0; pixel < h * w; pixel++) {
      visit(Array.from({ length: c }, (_, channel) => (image * c + channel) * h * w + pixel));
    }
  }
}

/**
 * Calls `visit` with the indices of each row of classes: the channels of a pixel of images, the last axis of
 * any other array.
 */
export function eachRow(x: RefArray, visit: (row: readonly number[]) => void): void {
  if (x.shape.length === 4 && x.layout !== "linear") return eachPixel(x, visit);
  const length = x.shape.at(-1)!;
  for (let base = 0; base < x.data.length; base += length) {
    visit(Array.from({ length }, (_, i) => base + i));
  }
}

/** The largest of some values, and the logarithm of their sum of exponentials. */
export function logSumExp(values: readonly number[]): number {
  const largest = values.reduce((a, b) => Math.max(a, b));
  return largest + Math.log(values.reduce((sum, v) => sum + Math.exp(v - largest), 0));
}

/** Softmax or its logarithm in f64, over what {@link eachRow} visits. */
export function softmaxReference(
  kind: "softmax" | "log",
): OpReference<readonly [Tensor], undefined> {
  const forward = (x: RefArray): RefArray => {
    const data = new Float64Array(x.data.length);
    eachRow(x, (row) => {
      const logSum = logSumExp(row.map((at) => x.data[at]!));
      for (const at of row) {
        const value = x.data[at]! - logSum;
        data[at] = kind === "log" ? value : Math.exp(value);
      }
    });
    return { ...x, data };
  };
  return {
    forward: ([x]) => forward(x),
    backward: ({ data: dy }, [x]) => {
      const { data: y } = forward(x);
      const data = new Float64Array(x.data.length);
      eachRow(x, (row) => {
        const sum = row.reduce((s, at) => s + (kind === "log" ? dy[at]! : y[at]! * dy[at]!), 0);
        for (const at of row) {
          data[at] = kind === "log" ? dy[at]! - Math.exp(y[at]!) * sum : y[at]! * (dy[at]! - sum);
        }
      });
      return [{ ...x, data }];
    },
  };
}
