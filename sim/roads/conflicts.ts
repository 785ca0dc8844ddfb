import { type LaneDraft } from "./plan.ts";

/** Vehicles on lanes whose middles come this close, metres, are in each other's way. */
export const SWEPT_WIDTH = 2.5;

/** A way through a junction, and who goes first. */
export interface Movement {
  readonly lane: LaneDraft;
  /** Lanes that it leads from and to. */
  readonly from: number;
  readonly to: number;
  /** Index of the arms that it leads from and to. */
  readonly fromArm: number;
  readonly toArm: number;
  /** Smaller goes first. */
  readonly rank: number;
}

/** Whether vehicles on two ways through a junction may meet: strips that cross or join, not those that part. */
export function conflict(a: Movement, b: Movement): boolean {
  if (a.from === b.from) return false;
  if (a.to === b.to) return true;
  return closest(a.lane, b.lane) < SWEPT_WIDTH;
}

function closest(a: LaneDraft, b: LaneDraft): number {
  const { x, y } = a.line, { x: bx, y: by } = b.line;
  let squared = Infinity;
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < bx.length; j++) {
      squared = Math.min(squared, (x[i]! - bx[j]!) ** 2 + (y[i]! - by[j]!) ** 2);
    }
  }
  return Math.sqrt(squared);
}

/**
 * Writes who yields to whom: of two ways that conflict the one of larger rank does, of equal rank the one
 * that was added later. So nobody waits for each other in a ring.
 *
 * @param together Whether two movements may be under way at the same time.
 */
export function settlePriorities(
  movements: readonly Movement[],
  together: (a: Movement, b: Movement) => boolean,
): void {
  movements.forEach((a, i) => {
    for (const b of movements.slice(i + 1)) {
      if (!together(a, b) || !conflict(a, b)) continue;
      const [first, second] = b.rank < a.rank ? [b, a] : [a, b];
      second.lane.yieldTo.push(first.lane.id);
    }
  });
}
