import { BRIGHTEST } from "./brightness.wgsl.ts";
import {
  CENSUS_BITS,
  CENSUS_OFFSETS,
  DIFFERENCE,
  FEWEST_DIFFERENT,
  TEXTURED,
} from "./census.wgsl.ts";
import { SUPPORT_REACH } from "./check.wgsl.ts";
import { DIRECTIONS, LEAD, MARGIN_X, MARGIN_Y, NONE, type StereoSizes } from "./geometry.ts";

/** Brightness with its margin, of a picture of RGBA bytes that are sRGB-encoded. */
export function brightnessRef(rgba: ArrayLike<number>, width: number, height: number): number[] {
  const linear = (byte: number) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const numbers: number[] = [];
  for (let y = -MARGIN_Y; y < height + MARGIN_Y; y++) {
    for (let x = -MARGIN_X; x < width + MARGIN_X; x++) {
      const column = Math.min(Math.max(x, 0), width - 1);
      const at = 4 * (Math.min(Math.max(y, 0), height - 1) * width + column);
      const [r, g, b] = [rgba[at]!, rgba[at + 1]!, rgba[at + 2]!].map(linear);
      numbers.push(Math.round(BRIGHTEST * Math.sqrt(0.2126 * r! + 0.7152 * g! + 0.0722 * b!)));
    }
  }
  return numbers;
}

/** Census of one picture of brightness with its margin. */
export function censusRef(brightness: ArrayLike<number>, width: number, height: number): number[] {
  const at = (x: number, y: number) =>
    brightness[(y + MARGIN_Y) * (width + 2 * MARGIN_X) + x + MARGIN_X]!;
  return Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    let bits = 0;
    let different = 0;
    CENSUS_OFFSETS.forEach(([dx, dy], bit) => {
      const [a, b] = [at(x + dx, y + dy), at(x - dx, y - dy)];
      if (a < b) bits += 2 ** bit;
      if (bit % 2 === 0 && Math.abs(a - b) >= DIFFERENCE) different++;
    });
    return different >= FEWEST_DIFFERENT ? bits + TEXTURED : bits;
  });
}

/** Costs `[h, w, candidates]` of the left picture's pixels. */
export function matchingCostRef(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  { width, height, candidates }: StereoSizes,
): number[] {
  const costs: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let d = -LEAD; d < candidates - LEAD; d++) {
        const inside = x - d >= 0 && x - d < width;
        const unlike = (left[y * width + x]! ^ right[y * width + x - d]!) & (TEXTURED - 1);
        costs.push(inside ? unlike.toString(2).replaceAll("0", "").length : CENSUS_BITS);
      }
    }
  }
  return costs;
}

/** Costs along the path that leads in one direction, `[h, w, candidates]`. */
export function gatheredRef(
  cost: ArrayLike<number>,
  { width, height, candidates }: StereoSizes,
  direction: number,
  p1: number,
  p2: number,
): number[] {
  const [dx, dy] = DIRECTIONS[direction]!;
  const result = new Array<number>(width * height * candidates).fill(-1);
  const walk = (x: number, y: number): void => {
    let before: number[] | null = null;
    for (; x >= 0 && x < width && y >= 0 && y < height; x += dx, y += dy) {
      const base = (y * width + x) * candidates;
      const last: number[] | null = before;
      const low: number = last ? Math.min(...last) : 0;
      const here: number[] = Array.from({ length: candidates }, (_, d) => {
        if (!last) return cost[base + d]!;
        const ways = [last[d]!, low + p2];
        if (d > 0) ways.push(last[d - 1]! + p1);
        if (d + 1 < candidates) ways.push(last[d + 1]! + p1);
        return cost[base + d]! + Math.min(...ways) - low;
      });
      here.forEach((value, d) => result[base + d] = value);
      before = here;
    }
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const first = x - dx < 0 || x - dx >= width || y - dy < 0 || y - dy >= height;
      if (first) walk(x, y);
    }
  }
  return result;
}

/** Best disparity, its confidence, and who got each pixel of the right picture. */
export function winnerRef(
  gathered: readonly ArrayLike<number>[],
  { width, height, candidates }: StereoSizes,
): { disparity: number[]; confidence: number[]; claims: number[] } {
  const disparity: number[] = [];
  const confidence: number[] = [];
  const claims = new Array<number>(width * height).fill(2 ** 32 - 1);
  for (let i = 0; i < width * height; i++) {
    const sums = Array.from(
      { length: candidates },
      (_, d) => gathered.reduce((sum, costs) => sum + costs[i * candidates + d]!, 0),
    );
    const least = Math.min(...sums);
    const best = sums.indexOf(least);
    const others = sums.filter((_, d) => Math.abs(d - best) > 1);
    const other = Math.min(...others);
    confidence.push((other - least) / Math.max(other, 1));
    const [before, after] = [sums[best - 1], sums[best + 1]];
    if (before === undefined || after === undefined) disparity.push(NONE);
    else {
      const slope = Math.max(before, after, least + 1) - least;
      const vertex = (before - after) / (2 * slope);
      disparity.push(best - LEAD + Math.min(Math.max(vertex, -0.49), 0.49));
    }
    const x = i % width;
    const there = x - best + LEAD;
    if (there >= 0 && there < width) {
      const place = i - x + there;
      claims[place] = Math.min(claims[place]!, 256 * least + best);
    }
  }
  return { disparity, confidence, claims };
}

/** Disparities that pass; the others are `NONE`. */
export function checkRef(
  disparity: ArrayLike<number>,
  confidence: ArrayLike<number>,
  claims: ArrayLike<number>,
  census: ArrayLike<number>,
  width: number,
  leastConfidence: number,
): number[] {
  return Array.from(disparity, (own, i) => {
    const x = i % width;
    const there = x - Math.floor(own + 0.5);
    if (census[i]! < TEXTURED) return NONE;
    if (own === NONE || there < 0 || there >= width) return NONE;
    const got = claims[i - x + there]!;
    if (got === 2 ** 32 - 1 || Math.abs(got % 256 - LEAD - own) > 1.5) return NONE;
    return confidence[i]! < leastConfidence ? NONE : own;
  });
}

/** Disparities around a pixel, `NONE` outside. */
function around(from: ArrayLike<number>, i: number, width: number, height: number, reach: number) {
  const [x, y] = [i % width, Math.floor(i / width)];
  const found: number[] = [];
  for (let v = y - reach; v <= y + reach; v++) {
    for (let u = x - reach; u <= x + reach; u++) {
      const inside = u >= 0 && u < width && v >= 0 && v < height;
      found.push(inside ? from[v * width + u]! : NONE);
    }
  }
  return found;
}

/** Median of 3 x 3 disparities. */
export function medianRef(checked: ArrayLike<number>, width: number, height: number): number[] {
  return Array.from(checked, (own, i) => {
    if (own === NONE) return NONE;
    const nine = around(checked, i, width, height, 1).map((d) => d === NONE ? own : d);
    return nine.sort((a, b) => a - b)[4]!;
  });
}

/** Whether enough disparities around each agree with it. */
export function supportRef(
  medians: ArrayLike<number>,
  width: number,
  height: number,
  fewest: number,
): boolean[] {
  return Array.from(medians, (own, i) => {
    const agreeing = around(medians, i, width, height, SUPPORT_REACH)
      .filter((d) => Math.abs(Math.fround(d - own)) <= 1);
    return own !== NONE && agreeing.length >= fewest;
  });
}
