import { type Vec3 } from "../pose.ts";
import { type Frustum } from "./projection.ts";
import {
  CHUNK,
  CHUNKS,
  INNER_CELLS,
  INNER_SIDE,
  type Relief,
  RIM_REACH,
  RIM_SIDE,
  RIM_SPACING,
  RIM_START,
} from "./relief.ts";

/** Cells between vertices by level of detail; the last is that of the rim. */
const STEPS = [1, 2, 4, 8, 16] as const;
const RIM_LEVEL = 4;
/** A chunk this close to the eye, in cells, is drawn at that level. */
const REACHES = [22, 54, 110] as const;
/** The rim is shown or left out in blocks of this many cells. */
const RIM_BLOCK = 4;
const RIM_BLOCKS = (RIM_SIDE - 1) / RIM_BLOCK;
const RIM_INNER_FIRST = (RIM_REACH - INNER_CELLS / 2) / RIM_SPACING / RIM_BLOCK;
const RIM_INNER_LAST = RIM_BLOCKS - 1 - RIM_INNER_FIRST;

/** Room for the largest view: finest around the eye, and everything else. */
export const MAX_TERRAIN_INDICES = 160_000;

/** Triangle lists of a chunk by its level and its neighbours', made when first wanted. */
const patterns = new Map<number, Uint32Array>();

/**
 * Writes the triangles of the terrain that a camera may see, each chunk as fine as its distance
 * asks. Where a neighbour is coarser, the chunk's edge takes the neighbour's vertices, so levels
 * meet without cracks.
 *
 * @returns How many indices were written.
 */
export function selectTerrain(
  out: Uint32Array,
  relief: Relief,
  frustum: Pick<Frustum, "sees">,
  [eyeX, eyeY, eyeZ]: Vec3,
): number {
  const cell = relief.size / INNER_CELLS;
  const side = CHUNK * cell;
  const half = relief.size / 2;
  for (let row = 0; row < CHUNKS; row++) {
    for (let column = 0; column < CHUNKS; column++) {
      const chunk = row * CHUNKS + column;
      const dx = Math.max(0, Math.abs((column + 0.5) * side - half - eyeX) - side / 2);
      const dy = Math.max(0, Math.abs((row + 0.5) * side - half - eyeY) - side / 2);
      const dz = Math.max(0, eyeZ - relief.bounds[2 * chunk + 1]!);
      const distance = Math.hypot(dx, dy, dz) / cell;
      let level = 0;
      while (level < REACHES.length && distance > REACHES[level]!) level++;
      levels[chunk] = level;
    }
  }
  let count = 0;
  for (let row = 0; row < CHUNKS; row++) {
    for (let column = 0; column < CHUNKS; column++) {
      const chunk = row * CHUNKS + column;
      const low = relief.bounds[2 * chunk]!;
      const high = relief.bounds[2 * chunk + 1]!;
      const x = (column + 0.5) * side - half;
      const y = (row + 0.5) * side - half;
      const radius = Math.hypot(side / 2, side / 2, (high - low) / 2);
      if (!frustum.sees(x, y, (low + high) / 2, radius)) continue;
      const pattern = patternOf(
        levels[chunk]!,
        column > 0 ? levels[chunk - 1]! : RIM_LEVEL,
        column < CHUNKS - 1 ? levels[chunk + 1]! : RIM_LEVEL,
        row > 0 ? levels[chunk - CHUNKS]! : RIM_LEVEL,
        row < CHUNKS - 1 ? levels[chunk + CHUNKS]! : RIM_LEVEL,
      );
      if (count + pattern.length > out.length) return count;
      const first = row * CHUNK * INNER_SIDE + column * CHUNK;
      for (let i = 0; i < pattern.length; i++) out[count++] = first + pattern[i]!;
    }
  }
  return selectRim(out, count, relief, frustum);
}

const levels = new Uint8Array(CHUNKS * CHUNKS);

function selectRim(
  out: Uint32Array,
  count: number,
  relief: Relief,
  frustum: Pick<Frustum, "sees">,
): number {
  const cell = relief.size / INNER_CELLS;
  const block = RIM_BLOCK * RIM_SPACING * cell;
  const inner = (index: number) => index >= RIM_INNER_FIRST && index <= RIM_INNER_LAST;
  for (let blockRow = 0; blockRow < RIM_BLOCKS; blockRow++) {
    for (let blockColumn = 0; blockColumn < RIM_BLOCKS; blockColumn++) {
      if (inner(blockRow) && inner(blockColumn)) continue;
      const x = (blockColumn + 0.5) * block - RIM_REACH * cell;
      const y = (blockRow + 0.5) * block - RIM_REACH * cell;
      if (!frustum.sees(x, y, (relief.lowest + relief.highest) / 2, 1.2 * block)) continue;
      if (count + 6 * RIM_BLOCK * RIM_BLOCK > out.length) return count;
      for (let row = blockRow * RIM_BLOCK; row < (blockRow + 1) * RIM_BLOCK; row++) {
        for (
          let column = blockColumn * RIM_BLOCK;
          column < (blockColumn + 1) * RIM_BLOCK;
          column++
        ) {
          const a = RIM_START + row * RIM_SIDE + column;
          out[count++] = a;
          out[count++] = a + 1;
          out[count++] = a + RIM_SIDE + 1;
          out[count++] = a;
          out[count++] = a + RIM_SIDE + 1;
          out[count++] = a + RIM_SIDE;
        }
      }
    }
  }
  return count;
}

/** Offsets of a chunk's triangles from its first vertex, counter-clockwise from above. */
function patternOf(
  level: number,
  west: number,
  east: number,
  south: number,
  north: number,
): Uint32Array {
  const key = (((level * 5 + west) * 5 + east) * 5 + south) * 5 + north;
  const known = patterns.get(key);
  if (known) return known;
  const step = STEPS[level]!;
  const snap = (value: number, side: number) => {
    const coarse = Math.max(step, STEPS[side]!);
    return value - value % coarse;
  };
  const vertex = (row: number, column: number) => {
    let r = row, c = column;
    if (column === 0) r = snap(row, west);
    else if (column === CHUNK) r = snap(row, east);
    if (row === 0) c = snap(column, south);
    else if (row === CHUNK) c = snap(column, north);
    return r * INNER_SIDE + c;
  };
  const triangles: number[] = [];
  const emit = (a: number, b: number, c: number) => {
    if (a !== b && b !== c && a !== c) triangles.push(a, b, c);
  };
  for (let row = 0; row < CHUNK; row += step) {
    for (let column = 0; column < CHUNK; column += step) {
      const a = vertex(row, column);
      const b = vertex(row, column + step);
      const c = vertex(row + step, column + step);
      const d = vertex(row + step, column);
      emit(a, b, c);
      emit(a, c, d);
    }
  }
  const pattern = Uint32Array.from(triangles);
  patterns.set(key, pattern);
  return pattern;
}
