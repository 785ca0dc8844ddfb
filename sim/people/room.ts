import { type Footprint } from "../actors/footprints.ts";
import { cellKey } from "../cell_key.ts";
import { type Discs } from "./steering.ts";
import { type Strangers } from "./strangers.ts";
import { type Troupe } from "./troupe.ts";

/** How far one sees others, metres. */
const SIGHT = 5;
const VEHICLE_SIGHT = 9;
const CELL = 1.5;

/** What somebody heeds of the others. */
export interface View {
  /** Whatever else moves. */
  readonly strangers: Strangers;
  /** How broad he takes the others of his crowd for; at 0 he does not heed them. */
  readonly share: number;
}

/** The discs that one of a crowd sees: the others, and whatever else moves, as rows of discs. */
export function seeOthers(
  i: number,
  { walkers, persons }: Troupe,
  { strangers, share }: View,
  discs: Discs,
): Discs {
  const { x, y, yaw, speed, count } = walkers;
  const px = x[i]!, py = y[i]!;
  discs.count = 0;
  for (let j = 0; share > 0 && j < count; j++) {
    const dx = x[j]! - px, dy = y[j]! - py;
    if (j === i || dx * dx + dy * dy > SIGHT * SIGHT) continue;
    const v = speed[j]!;
    const vx = v * Math.cos(yaw[j]!), vy = v * Math.sin(yaw[j]!);
    discs.add(x[j]!, y[j]!, vx, vy, share * persons[j]!.radius);
  }
  strangers.eachNear(px, py, VEHICLE_SIGHT, (found) => asDiscs(found, discs));
  return discs;
}

/** A rectangle as a row of discs that cover it. */
function asDiscs(found: Omit<Footprint, "z" | "height">, discs: Discs): void {
  const { halfLength, halfWidth } = found;
  const long = Math.max(halfLength, halfWidth), short = Math.min(halfLength, halfWidth);
  const turn = found.yaw + (halfLength >= halfWidth ? 0 : Math.PI / 2);
  const radius = Math.max(short * 1.15, 0.15) + 0.1;
  const reach = Math.max(0, long - 0.8 * short);
  const steps = Math.max(0, Math.ceil(reach / short));
  for (let k = -steps; k <= steps; k++) {
    const at = steps === 0 ? 0 : reach * k / steps;
    discs.add(
      found.x + at * Math.cos(turn),
      found.y + at * Math.sin(turn),
      found.vx,
      found.vy,
      radius,
    );
  }
}

/** How near bodies come, share of their breadth: they turn their shoulders. */
export const CLOSE = 0.78;

/** Moves whoever stands in another's place out of it, both half of the way, a few times over. */
export function keepApart(
  x: Float64Array,
  y: Float64Array,
  bodies: readonly { readonly radius: number }[],
): void {
  const cells = new Map<number, number[]>();
  const pairs: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const column = Math.floor(x[i]! / CELL), row = Math.floor(y[i]! / CELL);
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        const cell = cells.get(cellKey(c, r));
        if (cell) { for (const j of cell) pairs.push(i, j); }
      }
    }
    const key = cellKey(column, row);
    const cell = cells.get(key);
    if (cell) cell.push(i);
    else cells.set(key, [i]);
  }
  for (let pass = 0; pass < 4; pass++) {
    for (let k = 0; k < pairs.length; k += 2) part(pairs[k]!, pairs[k + 1]!, x, y, bodies);
  }
}

function part(
  i: number,
  j: number,
  x: Float64Array,
  y: Float64Array,
  bodies: readonly { readonly radius: number }[],
): void {
  const dx = x[i]! - x[j]!, dy = y[i]! - y[j]!;
  const room = CLOSE * (bodies[i]!.radius + bodies[j]!.radius);
  const apart = Math.hypot(dx, dy);
  if (apart >= room) return;
  const push = (room - apart) / 2;
  const ux = apart > 1e-6 ? dx / apart : 1, uy = apart > 1e-6 ? dy / apart : 0;
  x[i]! += push * ux;
  y[i]! += push * uy;
  x[j]! -= push * ux;
  y[j]! -= push * uy;
}

/** Takes a step of at most `most` metres out of the rectangle of whatever has come too near. */
export function stepOutOfTheWay(
  point: { x: number; y: number },
  radius: number,
  most: number,
  strangers: Strangers,
): void {
  let pushX = 0, pushY = 0;
  strangers.eachNear(point.x, point.y, VEHICLE_SIGHT, (found) => {
    const cos = Math.cos(found.yaw), sin = Math.sin(found.yaw);
    const dx = point.x - found.x, dy = point.y - found.y;
    const ahead = dx * cos + dy * sin, left = dy * cos - dx * sin;
    const outAhead = found.halfLength + radius + 0.05 - Math.abs(ahead);
    const outLeft = found.halfWidth + radius + 0.05 - Math.abs(left);
    if (outAhead <= 0 || outLeft <= 0) return;
    const sideways = outLeft <= outAhead;
    const ux = sideways ? -sin * Math.sign(left || 1) : cos * Math.sign(ahead || 1);
    const uy = sideways ? cos * Math.sign(left || 1) : sin * Math.sign(ahead || 1);
    const step = Math.min(most, sideways ? outLeft : outAhead);
    pushX += step * ux;
    pushY += step * uy;
  });
  point.x += pushX;
  point.y += pushY;
}
