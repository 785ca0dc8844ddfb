import { addOp } from "../ops/add/mod.ts";
import { type ExportRow, row } from "./export_row.ts";
import { imageRows } from "./export_images.ts";
import { pointwiseRows } from "./export_pointwise.ts";

/** How each operation is written, by its name: an operation that can be exported is one more row. */
export const EXPORT_ROWS: ReadonlyMap<string, ExportRow> = new Map([
  ...imageRows,
  ...pointwiseRows,
  row(addOp, ({ names, graph }) => graph.node("Add", names)),
]);
