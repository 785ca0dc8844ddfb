import { type Contour } from "./outline.ts";

/** Corners of a regular polygon around a point; the first at `start` radians. */
export function regular(x: number, y: number, radius: number, sides: number, start = 0): Contour {
  return Array.from({ length: sides }, (_, i) => {
    const angle = start + 2 * Math.PI * i / sides;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  }).flat();
}

/** A disc. */
export function disc(x: number, y: number, radius: number): Contour {
  return regular(x, y, radius, 48);
}

/** A box from its lower left to its upper right corner. */
export function box(left: number, bottom: number, right: number, top: number): Contour {
  return [left, bottom, right, bottom, right, top, left, top];
}

/** The contour the other way round where it runs clockwise: figures that overlap then add up. */
function anticlockwise(contour: Contour): Contour {
  let doubled = 0;
  for (let i = 0; i < contour.length; i += 2) {
    const j = (i + 2) % contour.length;
    doubled += contour[i]! * contour[j + 1]! - contour[j]! * contour[i + 1]!;
  }
  if (doubled >= 0) return contour;
  return Array.from(
    { length: contour.length },
    (_, i) => contour[contour.length - 2 - i + 2 * (i % 2)]!,
  );
}

/** A line of a width through points `x, y`, its corners mitred, its ends cut square. */
export function stroke(line: readonly number[], width: number): Contour {
  const count = line.length / 2;
  const side = (sign: number) =>
    Array.from({ length: count }, (_, i) => {
      const [x, y] = [line[2 * i]!, line[2 * i + 1]!];
      const before = direction(line, Math.max(0, i - 1));
      const after = direction(line, Math.min(count - 2, i));
      const [mx, my] = [-(before[1] + after[1]), before[0] + after[0]];
      // The mitre is longer than half the width by 1 / cos of half the turn.
      const stretch = sign * width / (mx * mx + my * my);
      return [x + mx * stretch, y + my * stretch];
    });
  return anticlockwise([...side(1), ...side(-1).reverse()].flat());
}

/** Points of an arc from one angle to another, radians. */
export function arc(x: number, y: number, radius: number, from: number, to: number): number[] {
  const pieces = Math.max(2, Math.ceil(Math.abs(to - from) / 0.2));
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const angle = from + (to - from) * i / pieces;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  }).flat();
}

/** The head of an arrow: its tip, the way it points, radians, and its length and width. */
export function head(x: number, y: number, yaw: number, length: number, width: number): Contour {
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const back: readonly [number, number] = [x - length * cos, y - length * sin];
  return anticlockwise([
    x,
    y,
    back[0] - width / 2 * sin,
    back[1] + width / 2 * cos,
    back[0] + width / 2 * sin,
    back[1] - width / 2 * cos,
  ]);
}

function direction(line: readonly number[], piece: number): readonly [number, number] {
  const dx = line[2 * piece + 2]! - line[2 * piece]!;
  const dy = line[2 * piece + 3]! - line[2 * piece + 1]!;
  const length = Math.hypot(dx, dy);
  return [dx / length, dy / length];
}
