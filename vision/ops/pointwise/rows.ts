import { ACTIVATION_ROWS } from "./activation_rows.ts";
import { FUNCTION_ROWS } from "./function_rows.ts";
import type { PointwiseRow } from "./row.ts";

/** The table: a new pointwise operation is one more row of one of its two halves. */
export const POINTWISE: typeof ACTIVATION_ROWS & typeof FUNCTION_ROWS = {
  ...ACTIVATION_ROWS,
  ...FUNCTION_ROWS,
};

/** Name of a row of the table. */
export type PointwiseName = keyof typeof POINTWISE;

/** The numbers of a row, by name. */
export type ParamsOf<N extends PointwiseName> = (typeof POINTWISE)[N] extends PointwiseRow<infer P>
  ? P
  : never;
