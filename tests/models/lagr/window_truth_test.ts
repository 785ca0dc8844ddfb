import assert from "node:assert/strict";
import { bandLayout } from "../../../models/lagr/bands.ts";
import { SEEN, WindowJudge } from "../../../models/lagr/window_truth.ts";

/** Level, 1 m over the ground: the horizon is row 120, ground at `d` metres lies `200 / d` below it. */
const VIEW = { width: 320, height: 240, fx: 200, fy: 200, cx: 160, cy: 120, baseline: 0.12 };
const HORIZON = { a: 0, b: 1, c: -120 };
const LAYOUT = bandLayout(VIEW);
const judge = new WindowJudge(VIEW, LAYOUT);

/** Level ground under sky, with what `standing` says of a pixel in its place. */
function picture(
  standing: (u: number, v: number) => { kind: number; depth: number; height: number } | null,
) {
  const pixels = VIEW.width * VIEW.height;
  const kinds = new Uint8Array(pixels);
  const depth = new Float32Array(pixels), height = new Float32Array(pixels);
  for (let v = 0; v < VIEW.height; v++) {
    for (let u = 0; u < VIEW.width; u++) {
      const k = v * VIEW.width + u;
      const ground = v > 120 ? { kind: SEEN.ground, depth: 200 / (v - 120), height: 0 } : null;
      const here = standing(u, v) ?? ground ?? { kind: SEEN.none, depth: Infinity, height: 0 };
      [kinds[k], depth[k], height[k]] = [here.kind, here.depth, here.height];
    }
  }
  return { kinds, depth, height };
}

/** A wall at a depth from column to column, as high as `top`. */
const wall = (depth: number, from: number, to: number, top = 3) => (u: number, v: number) => {
  const height = 1 - (v - 120) * depth / 200;
  if (u < from || u > to || height < 0 || height > top) return null;
  return { kind: SEEN.obstacle, depth, height };
};

/** What the window of a band shows whose footline pixel is in column `u`. */
function at(seen: ReturnType<typeof picture>, band: number, u: number) {
  const v = 120 + 200 / LAYOUT.bands[band]!.distance;
  return judge.judge(seen, HORIZON, band, u, v);
}

const bandNear = (distance: number) =>
  LAYOUT.bands.findIndex((band) => Math.abs(Math.log2(band.distance / distance)) <= 0.13);

Deno.test("WindowJudge: open ground is ground in every band, as far away as the band is", () => {
  const open = picture(() => null);
  for (const [band, { distance }] of LAYOUT.bands.slice(0, -1).entries()) {
    for (const u of [20, 160, 300]) {
      const { truth, distance: seen } = at(open, band, u);
      assert.equal(truth, "ground");
      // From the eye, not from below it; the row is rounded to the pixel.
      const ray = Math.hypot(1, (u - 160) / 200, 1 / distance);
      const pixel = distance * distance / 200;
      assert.ok(
        Math.abs(seen / ray - distance) <= 0.6 * pixel + 0.1 * distance,
        `${distance}: ${seen}`,
      );
    }
  }
});

Deno.test("WindowJudge: the foot of what stands is an obstacle at its own distance; what it hides is unknown", () => {
  const seen = picture(wall(20, 140, 180));
  // Over the foot of the wall at 20 m by 1 - 20 / distance: 0, 0.29 and 0.71 m.
  for (const distance of [20, 28]) {
    const { truth, distance: away } = at(seen, bandNear(distance), 160);
    assert.equal(truth, "obstacle");
    assert.ok(Math.abs(away - 20) < 0.1, `${away}`);
  }
  assert.deepEqual(at(seen, bandNear(70), 160), { truth: "unknown", distance: NaN });
  assert.equal(at(seen, bandNear(10), 160).truth, "ground");
  assert.equal(at(seen, bandNear(70), 120).truth, "ground");
});

Deno.test("WindowJudge: half of the columns make an obstacle, fewer leave it unknown", () => {
  const band = bandNear(8);
  const { scale } = LAYOUT.bands[band]!;
  // A window is 1 / scale pixels wide: between 4 and 6 columns here.
  const wide = Math.round(1 / scale);
  assert.ok(wide >= 4 && wide <= 6);
  const share = (columns: number) => at(picture(wall(8, 100, 158 + columns)), band, 160).truth;
  const first = Array.from({ length: 8 }, (_, k) => share(k - 2));
  assert.deepEqual([first[0], first.at(-1)], ["ground", "obstacle"]);
  assert.ok(first.includes("unknown"));
  assert.deepEqual(first.toSorted((a, b) => order(a) - order(b)), first);
});

const order = (truth: string) => ["ground", "unknown", "obstacle"].indexOf(truth);

Deno.test("WindowJudge: water is in the way, what hangs is not, and sky is nothing", () => {
  const band = bandNear(30);
  const water = picture((_, v) =>
    v > 120 ? { kind: SEEN.flat, depth: 200 / (v - 120), height: 0 } : null
  );
  assert.equal(at(water, band, 160).truth, "obstacle");
  // On a slope the branch is seen below the horizon.
  const branch = picture(() => ({ kind: SEEN.obstacle, depth: 15, height: 2 }));
  assert.equal(at(branch, band, 160).truth, "unknown");
  const sky = picture(() => ({ kind: SEEN.none, depth: Infinity, height: 0 }));
  assert.deepEqual(at(sky, band, 160), { truth: "unknown", distance: NaN });
});
