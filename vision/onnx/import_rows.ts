import { imageImports } from "./import_images.ts";
import { linearImports } from "./import_linear.ts";
import { pointwiseImports } from "./import_pointwise.ts";
import type { ImportRow } from "./import_row.ts";
import { shapeImports } from "./import_shapes.ts";

/** How each kind of node is run, by its operator: an operator that can be imported is one more row. */
export const IMPORT_ROWS: ReadonlyMap<string, ImportRow> = new Map(Object.entries({
  ...imageImports,
  ...linearImports,
  ...shapeImports,
  ...pointwiseImports,
}));
