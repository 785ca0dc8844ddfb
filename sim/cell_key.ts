/**
 * One number for a cell of a grid, ascending row by row and column by column: a key for maps. It is a
 * small integer, which engines hash without a detour, within 16 384 cells of the origin.
 *
 * @example
 * ```ts
 * import { cellKey } from "./cell_key.ts";
 * cellKey(1, 0) - cellKey(0, 0); // 1
 * ```
 */
export function cellKey(column: number, row: number): number {
  return ((row + 0x4000) << 15) + column + 0x4000;
}
