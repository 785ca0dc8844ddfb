/** A rectangle in the plane; `cos` and `sin` are those of its yaw. Metres. */
export interface PlanBox {
  readonly x: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
  readonly halfLength: number;
  readonly halfWidth: number;
}

/** Where two outlines come nearest. */
export interface Gap {
  /** Point on the first outline. */
  x: number;
  y: number;
  /** Unit normal from the second outline towards the first. */
  nx: number;
  ny: number;
  /** Metres between them along the normal; negative where they overlap. */
  distance: number;
}

/** Room for what {@link boxGaps} finds. */
export function emptyGaps(): [Gap, Gap] {
  const gap = (): Gap => ({ x: 0, y: 0, nx: 0, ny: 0, distance: 0 });
  return [gap(), gap()];
}

/** A face of one box must be this much farther apart than one of the other to be preferred, metres. */
const BIAS = 1e-3;

/**
 * The gaps between two rectangles: the ends of the stretch over which their nearest faces lie
 * opposite each other. Separating axes choose the face; the other box's edge is clipped to it.
 *
 * @param reach Gaps wider than this are left out, metres.
 * @returns How many were written to `out`: 0, 1 or 2.
 */
export function boxGaps(a: PlanBox, b: PlanBox, reach: number, out: readonly [Gap, Gap]): number {
  const dx = a.x - b.x, dy = a.y - b.y;
  // Cosine and sine of the angle from b to a.
  const cos = Math.abs(a.cos * b.cos + a.sin * b.sin);
  const sin = Math.abs(a.sin * b.cos - a.cos * b.sin);
  const ofB = [dx * b.cos + dy * b.sin, dy * b.cos - dx * b.sin] as const;
  const ofA = [dx * a.cos + dy * a.sin, dy * a.cos - dx * a.sin] as const;
  const apart = [
    Math.abs(ofB[0]) - b.halfLength - a.halfLength * cos - a.halfWidth * sin,
    Math.abs(ofB[1]) - b.halfWidth - a.halfLength * sin - a.halfWidth * cos,
    Math.abs(ofA[0]) - a.halfLength - b.halfLength * cos - b.halfWidth * sin,
    Math.abs(ofA[1]) - a.halfWidth - b.halfLength * sin - b.halfWidth * cos,
  ];
  let axis = 0;
  for (let k = 1; k < 4; k++) {
    if (apart[k]! > apart[axis]! + BIAS) axis = k;
  }
  if (apart[axis]! > reach) return 0;
  const onB = axis < 2;
  const [face, edge] = onB ? [b, a] : [a, b];
  const along = axis % 2 === 0;
  const offset = (onB ? ofB : ofA)[axis % 2]!;
  // Outwards from the box with the face: towards the other one.
  const outwards = (offset < 0 ? -1 : 1) * (onB ? 1 : -1);
  const nx = outwards * (along ? face.cos : -face.sin);
  const ny = outwards * (along ? face.sin : face.cos);
  const depth = along ? face.halfLength : face.halfWidth;
  const side = along ? face.halfWidth : face.halfLength;
  // The other box's edge that faces this one.
  const across = nx * edge.cos + ny * edge.sin;
  const beside = ny * edge.cos - nx * edge.sin;
  const long = Math.abs(across) > Math.abs(beside);
  const sign = (long ? across : beside) > 0 ? -1 : 1;
  const mx = edge.x + sign * (long ? edge.halfLength * edge.cos : -edge.halfWidth * edge.sin);
  const my = edge.y + sign * (long ? edge.halfLength * edge.sin : edge.halfWidth * edge.cos);
  const half = long ? edge.halfWidth : edge.halfLength;
  const ex = long ? -edge.sin : edge.cos, ey = long ? edge.cos : edge.sin;
  // Clipped to the stretch before the face, by the coordinate along it.
  const middle = (mx - face.x) * -ny + (my - face.y) * nx;
  const slope = ex * -ny + ey * nx;
  let from = -half, to = half;
  if (Math.abs(slope) > 1e-9) {
    const s = (-side - middle) / slope, t = (side - middle) / slope;
    from = Math.max(from, Math.min(s, t));
    to = Math.min(to, Math.max(s, t));
  } else if (Math.abs(middle) > side) return 0;
  if (from > to) return 0;
  let count = 0;
  for (const at of from === to ? [from] : [from, to]) {
    const px = mx + at * ex, py = my + at * ey;
    const distance = (px - face.x) * nx + (py - face.y) * ny - depth;
    if (distance > reach) continue;
    const gap = out[count++]!;
    gap.distance = distance;
    // On the first box: the edge's point itself, or its foot on the face.
    gap.x = onB ? px : px - distance * nx;
    gap.y = onB ? py : py - distance * ny;
    gap.nx = onB ? nx : -nx;
    gap.ny = onB ? ny : -ny;
  }
  return count;
}

/** The gap between a rectangle and a disc; false where it is wider than `reach`. */
export function discGap(
  box: PlanBox,
  x: number,
  y: number,
  radius: number,
  reach: number,
  out: Gap,
): boolean {
  const dx = x - box.x, dy = y - box.y;
  const along = dx * box.cos + dy * box.sin;
  const left = dy * box.cos - dx * box.sin;
  let px = Math.max(-box.halfLength, Math.min(box.halfLength, along));
  let py = Math.max(-box.halfWidth, Math.min(box.halfWidth, left));
  let gx = px - along, gy = py - left;
  let distance = Math.hypot(gx, gy);
  if (distance > 1e-9) {
    gx /= distance;
    gy /= distance;
  } else {
    // The disc's middle lies inside: out through the nearest side.
    const ahead = box.halfLength - Math.abs(along), beside = box.halfWidth - Math.abs(left);
    distance = -Math.min(ahead, beside);
    gx = ahead <= beside ? -(Math.sign(along) || 1) : 0;
    gy = ahead <= beside ? 0 : -(Math.sign(left) || 1);
    if (ahead <= beside) px = -gx * box.halfLength;
    else py = -gy * box.halfWidth;
  }
  out.distance = distance - radius;
  if (out.distance > reach) return false;
  out.nx = gx * box.cos - gy * box.sin;
  out.ny = gx * box.sin + gy * box.cos;
  out.x = box.x + px * box.cos - py * box.sin;
  out.y = box.y + px * box.sin + py * box.cos;
  return true;
}
