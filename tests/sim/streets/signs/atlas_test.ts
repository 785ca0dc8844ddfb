import assert from "node:assert/strict";
import { drawAtlas, TILES } from "../../../../sim/streets/signs/atlas.ts";
import { GLYPH_OUTLINES } from "../../../../sim/streets/signs/glyph_outlines.ts";
import { SIGNED_SPEEDS } from "../../../../sim/streets/signs/pictures.ts";
import { TEXTS } from "../../../../sim/streets/signs/texts.ts";

const levels = drawAtlas();
const atlas = levels[0]!;

/** Edges `x0, y0, x1, y1` of a line of text of size 1, its curves drawn in many pieces. */
function edgesOf(text: string): { edges: number[][]; width: number } {
  const edges: number[][] = [];
  let pen = 0;
  for (const character of text) {
    const [advance, path] = GLYPH_OUTLINES[character]!;
    let [x, y, startX, startY] = [0, 0, 0, 0];
    const to = (toX: number, toY: number) => {
      edges.push([pen + x, y, pen + toX, toY]);
      [x, y] = [toX, toY];
    };
    for (const [, command, rest] of path.matchAll(/([MLQZ])([^MLQZ]*)/g)) {
      const n = rest!.split(" ").map((word) => Number(word) / 1000);
      if (command === "M") [x, y, startX, startY] = [n[0]!, n[1]!, n[0]!, n[1]!];
      if (command === "L") to(n[0]!, n[1]!);
      if (command === "Z") to(startX, startY);
      if (command !== "Q") continue;
      const [fromX, fromY] = [x, y];
      for (let k = 1; k <= 16; k++) {
        const t = k / 16;
        to(
          (1 - t) ** 2 * fromX + 2 * t * (1 - t) * n[0]! + t * t * n[2]!,
          (1 - t) ** 2 * fromY + 2 * t * (1 - t) * n[1]! + t * t * n[3]!,
        );
      }
    }
    pen += advance / 1000;
  }
  return { edges, width: pen };
}

/**
 * Share of each pixel that a text covers: 8 x 8 points a pixel, each inside where edges wind around it.
 *
 * @param left Where the text starts, `base` how far above the lower edge its baseline lies, pixels.
 */
function sampled(
  text: string,
  size: number,
  left: number,
  base: number,
  width: number,
  height: number,
): Float64Array {
  const { edges } = edgesOf(text);
  const cover = new Float64Array(width * height);
  for (let row = 0; row < 8 * height; row++) {
    const y = (height - (row + 0.5) / 8 - base) / size;
    const crossings = edges
      .filter(([, y0, , y1]) => (y0! <= y) !== (y1! <= y))
      .map(([x0, y0, x1, y1]) => ({
        x: left + size * (x0! + (x1! - x0!) * (y - y0!) / (y1! - y0!)),
        turn: y1! > y0! ? 1 : -1,
      }))
      .sort((a, b) => a.x - b.x);
    let winding = 0;
    crossings.forEach(({ x, turn }, i) => {
      winding += turn;
      if (winding === 0) return;
      const end = crossings[i + 1]!.x;
      for (let s = Math.ceil(8 * x - 0.5); s + 0.5 < 8 * end; s++) {
        if (s >= 0 && s < 8 * width) cover[Math.floor(row / 8) * width + (s >> 3)]! += 1 / 64;
      }
    });
  }
  return cover;
}

Deno.test("the atlas shows under each text's name that text and nothing else", () => {
  for (const text of TEXTS) {
    const { x, y, width, height } = TILES.get(`text ${text}`)!;
    const size = height * 0.8;
    const left = (width - size * edgesOf(text).width) / 2;
    const cover = sampled(text, size, left, height * 0.24, width, height);
    let worst = 0, sum = 0;
    cover.forEach((share, i) => {
      const at = 4 * ((y + Math.floor(i / width)) * atlas.width + x + i % width);
      const difference = Math.abs(atlas.data[at]! / 255 - share);
      worst = Math.max(worst, difference);
      sum += difference;
    });
    assert.ok(worst < 0.12, `${text}: a pixel differs by ${worst}`);
    assert.ok(sum / cover.length < 0.004, `${text}: pixels differ by ${sum / cover.length}`);
  }
});

Deno.test("signs of speed limits show their figures in black within a red ring", () => {
  for (const limit of SIGNED_SPEEDS) {
    const { x, y, width, height } = TILES.get(`speed_limit ${limit}`)!;
    const text = String(limit);
    const size = (text.length > 2 ? 0.54 : 0.72) / 0.7 * width / 2;
    const left = (width - size * edgesOf(text).width) / 2;
    const cover = sampled(text, size, left, height / 2 - 0.35 * size, width, height);
    for (let i = 0; i < cover.length; i++) {
      const [px, py] = [
        (i % width + 0.5) / width * 2 - 1,
        (Math.floor(i / width) + 0.5) / height * 2 - 1,
      ];
      const at = 4 * ((y + Math.floor(i / width)) * atlas.width + x + i % width);
      const [red, green] = [atlas.data[at]! / 255, atlas.data[at + 1]! / 255];
      const r = Math.hypot(px, py);
      if (r > 0.8) assert.ok(red > 0.7 && green < 0.2, `${limit}: the ring at ${px} ${py}`);
      if (r > 0.76) continue;
      const wanted = 0.96 + cover[i]! * (0.05 - 0.96);
      assert.ok(Math.abs(green - wanted) < 0.12, `${limit}: ${green} for ${wanted} at ${px} ${py}`);
    }
  }
});

Deno.test("tiles lie within the atlas and apart", () => {
  const owner = new Map<number, string>();
  for (const [name, { x, y, width, height }] of TILES) {
    assert.ok(x >= 0 && y >= 0 && x + width <= atlas.width && y + height <= atlas.height, name);
    for (let row = y; row < y + height; row += 4) {
      for (let column = x; column < x + width; column++) {
        const other = owner.get(row * atlas.width + column);
        assert.equal(other, undefined, `${name} lies on ${other}`);
        owner.set(row * atlas.width + column, name);
      }
    }
  }
});

Deno.test("each level of the atlas is the mean of the finer one", () => {
  assert.deepEqual([levels.at(-1)!.width, levels.at(-1)!.height], [1, 1]);
  const mean = (data: Uint8Array) => {
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum += data[i]!;
    return 4 * sum / data.length;
  };
  for (const level of levels.slice(0, 8)) {
    assert.ok(Math.abs(mean(level.data) - mean(atlas.data)) < 1.5);
  }
});
