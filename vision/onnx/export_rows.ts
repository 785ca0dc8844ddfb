import type { ExportRow } from "./export_row.ts";
import { imageRows } from "./export_images.ts";
import { linearRows } from "./export_linear.ts";
import { localRows } from "./export_local.ts";
import { pointwiseRows } from "./export_pointwise.ts";
import { poolingRows } from "./export_pooling.ts";
import { windowRows } from "./export_windows.ts";
import { recurrentRows } from "./export_recurrent.ts";
import { reductionRows } from "./export_reductions.ts";

/** How each operation is written, by its name: an operation that can be exported is one more row. */
export const EXPORT_ROWS: ReadonlyMap<string, ExportRow> = new Map([
  ...imageRows,
  ...poolingRows,
  ...windowRows,
  ...localRows,
  ...linearRows,
  ...pointwiseRows,
  ...reductionRows,
  ...recurrentRows,
]);
