import type { Op } from "../autograd/op.ts";
import { showShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { GraphWriter } from "./graph_writer.ts";
import { OnnxError } from "./onnx_error.ts";

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
  /** Which axis of each input is the batch, where the model leaves its size open. */
  readonly batchAxes: readonly (number | null)[];
}

/** What a row gives: the name of the result and, where it is no longer the first input's, its batch axis. */
export type Exported = string | { readonly name: string; readonly batchAxis: number | null };

/** Writes the nodes of one operation. */
export type ExportRow = (call: ExportCall<readonly (Tensor | null)[], unknown>) => Exported;

/** A row of the table: the operation, and how it is written. */
export function row<I extends readonly (Tensor | null)[], O>(
  op: Op<I, O>,
  write: (call: ExportCall<I, O>) => Exported,
): readonly [string, ExportRow] {
  // The observer has lost the types; the name stands for them.
  return [op.opName, write as unknown as ExportRow];
}

/** Says why an operation cannot be written while the size of the batch is open. */
export function refuseBatch(op: string, output: Tensor, why: string): never {
  throw new OnnxError(
    `Cannot export "${op}" of result ${showShape(output.shape)} with an open batch: ${why}`,
  );
}
