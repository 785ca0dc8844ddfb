import type { OpReference } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";

/** Rows of a table in f64. */
export const embeddingReference: OpReference<readonly [Tensor, Tensor], undefined> = {
  forward: ([table, indices]) => {
    const [rows, width] = table.shape as [number, number];
    const data = new Float64Array(indices.data.length * width);
    indices.data.forEach((row, i) => {
      if (row < rows) data.set(table.data.subarray(row * width, (row + 1) * width), i * width);
    });
    return { shape: [...indices.shape, width], data };
  },
  backward: (gradient, [table, indices]) => {
    const [rows, width] = table.shape as [number, number];
    const data = new Float64Array(rows * width);
    indices.data.forEach((row, i) => {
      if (row >= rows) return;
      for (let j = 0; j < width; j++) data[row * width + j]! += gradient.data[i * width + j]!;
    });
    return [{ shape: table.shape, data }, null];
  },
};
