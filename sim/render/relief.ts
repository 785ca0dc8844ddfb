import { type Surface, type Terrain } from "../terrain/terrain.ts";

/** Cells along a side of the landscape; their size follows from the landscape's. */
export const INNER_CELLS = 256;
/** Vertices along a side of the landscape. */
export const INNER_SIDE = INNER_CELLS + 1;
const INNER_COUNT = INNER_SIDE * INNER_SIDE;
/**
 * Around the landscape lies a rim of hills, seen but never reached: a coarser grid, wider. Cells between
 * its vertices.
 */
export const RIM_SPACING = 16;
/** Vertices along a side of the rim's grid. */
export const RIM_SIDE = 41;
/** Cells from the middle of the landscape to the rim's outer edge. */
export const RIM_REACH = RIM_SPACING * (RIM_SIDE - 1) / 2;
/** First vertex of the rim's grid; its vertices inside the landscape are not used. */
export const RIM_START = INNER_COUNT;
/** Rows of a table of `INNER_SIDE` columns that holds all vertices in order. */
export const RELIEF_ROWS = Math.ceil((INNER_COUNT + RIM_SIDE * RIM_SIDE) / INNER_SIDE);

/** Side of the square chunks that are shown or left out as one, cells. */
export const CHUNK = 16;
/** Chunks along a side of the landscape. */
export const CHUNKS = INNER_CELLS / CHUNK;

/** The terrain as vertices. */
export interface Relief {
  /** Side of the landscape, metres. */
  readonly size: number;
  /** `[RELIEF_ROWS, INNER_SIDE, 4]`: height and unit normal of each vertex. */
  readonly vertices: Float32Array<ArrayBuffer>;
  /** Lowest and highest vertex of each chunk, row by row. */
  readonly bounds: Float32Array;
  readonly highest: number;
  readonly lowest: number;
}

/** What is drawn of a terrain. */
export interface Ground extends Pick<Terrain, "height" | "surface"> {
  /** Side of the landscape, metres. */
  readonly size: number;
}

/** Samples height and normal at every vertex. */
export function sampleRelief(terrain: Ground): Relief {
  const vertices = new Float32Array(RELIEF_ROWS * INNER_SIDE * 4);
  const { size } = terrain;
  const half = size / 2;
  const cell = size / INNER_CELLS;
  const put = (vertex: number, height: number, dx: number, dy: number) => {
    const length = Math.sqrt(dx * dx + dy * dy + 1);
    const at = 4 * vertex;
    vertices[at] = height;
    vertices[at + 1] = -dx / length;
    vertices[at + 2] = -dy / length;
    vertices[at + 3] = 1 / length;
  };
  const surface: Surface = { z: 0, dx: 0, dy: 0 };
  for (let row = 0; row < INNER_SIDE; row++) {
    for (let column = 0; column < INNER_SIDE; column++) {
      terrain.surface(cell * column - half, cell * row - half, surface);
      put(row * INNER_SIDE + column, surface.z, surface.dx, surface.dy);
    }
  }
  for (let row = 0; row < RIM_SIDE; row++) {
    for (let column = 0; column < RIM_SIDE; column++) {
      const x = cell * (column * RIM_SPACING - RIM_REACH);
      const y = cell * (row * RIM_SPACING - RIM_REACH);
      const h = rimHeight(terrain, x, y);
      const step = 4;
      const dx = (rimHeight(terrain, x + step, y) - rimHeight(terrain, x - step, y)) / (2 * step);
      const dy = (rimHeight(terrain, x, y + step) - rimHeight(terrain, x, y - step)) / (2 * step);
      put(RIM_START + row * RIM_SIDE + column, h, dx, dy);
    }
  }
  const bounds = new Float32Array(CHUNKS * CHUNKS * 2);
  let lowest = Infinity, highest = -Infinity;
  for (let chunk = 0; chunk < CHUNKS * CHUNKS; chunk++) {
    const row0 = Math.floor(chunk / CHUNKS) * CHUNK;
    const column0 = (chunk % CHUNKS) * CHUNK;
    let low = Infinity, high = -Infinity;
    for (let row = row0; row <= row0 + CHUNK; row++) {
      for (let column = column0; column <= column0 + CHUNK; column++) {
        const height = vertices[4 * (row * INNER_SIDE + column)]!;
        if (height < low) low = height;
        if (height > high) high = height;
      }
    }
    bounds[2 * chunk] = low;
    bounds[2 * chunk + 1] = high;
    lowest = Math.min(lowest, low);
    highest = Math.max(highest, high);
  }
  return { size, vertices, bounds, lowest, highest };
}

/** The terrain itself up to the landscape's edge, then hills that close the view. */
function rimHeight(terrain: Ground, x: number, y: number): number {
  const half = terrain.size / 2;
  const reach = RIM_REACH * terrain.size / INNER_CELLS;
  const beyond = Math.max(0, Math.max(Math.abs(x), Math.abs(y)) - half);
  if (beyond === 0) return terrain.height(x, y);
  const t = Math.min(1, beyond / (reach - half));
  const crest = 0.62 + 0.24 * Math.sin(x / 41 + 1.7) + 0.24 * Math.sin(y / 37 + x / 90);
  const clampedX = Math.max(-half, Math.min(half, x));
  const clampedY = Math.max(-half, Math.min(half, y));
  return terrain.height(clampedX, clampedY) * (1 - t) + 17 * t * t * (3 - 2 * t) * crest + 1.5 * t;
}
