import type { Op } from "../autograd/op.ts";
import type { Tensor } from "../tensor.ts";
import type { GraphWriter } from "./graph_writer.ts";

/** One operation that is to be written as nodes of ONNX. */
export interface ExportCall<I extends readonly (Tensor | null)[], O> {
  /** Names of the inputs in the graph. */
  readonly names: { readonly [K in keyof I]: null extends I[K] ? string | null : string };
  /** The inputs. */
  readonly inputs: I;
  /** What the operation was called with beside them. */
  readonly options: O;
  /** Its result. */
  readonly output: Tensor;
  /** Where the nodes go. */
  readonly graph: GraphWriter;
  /** Whether the first axis of the result is the batch, whose size the model leaves open. */
  readonly openBatch: boolean;
}

/** Writes the nodes of one operation and gives the name of its result. */
export type ExportRow = (call: ExportCall<readonly (Tensor | null)[], unknown>) => string;

/** A row of the table: the operation, and how it is written. */
export function row<I extends readonly (Tensor | null)[], O>(
  op: Op<I, O>,
  write: (call: ExportCall<I, O>) => string,
): readonly [string, ExportRow] {
  // The observer has lost the types, the name stands for them.
  return [op.opName, write as unknown as ExportRow];
}
