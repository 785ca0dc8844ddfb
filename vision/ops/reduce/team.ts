import { LANES } from "../../kernel/kernel.ts";

/**
 * Start of a kernel body in which `p.team` neighbouring lanes of a workgroup of {@link LANES} share one
 * row: `row`, `member` (place in the team) and `first` (lane of the team's first member) are in scope.
 */
export const TEAM_WGSL = `  let member = local.x % p.team;
  let first = local.x - member;
  let row = (group.x + group.y * groups.x) * (${LANES}u / p.team) + local.x / p.team;`;

/**
 * Lanes that share a row of `length` numbers, a power of two: at least eight numbers for each, so that a
 * short row is one lane's and a long one a workgroup's.
 */
export function teamOf(length: number): number {
  let team = 1;
  while (team < LANES && team * 16 <= length) team *= 2;
  return team;
}

/** The sizes of a linear tensor as rows of its last axis. */
export function rowsOf(shape: readonly number[]): { rows: number; length: number } {
  const length = shape.at(-1) ?? 1;
  return { rows: shape.slice(0, -1).reduce((count, size) => count * size, 1), length };
}
