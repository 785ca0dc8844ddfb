import assert from "node:assert/strict";
import fc from "fast-check";
import { mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { footPixelAhead } from "../../../models/lagr/horizon.ts";
import { normalShare } from "../../../models/lagr/obstacle_columns.ts";
import { type LabelledPlace, StereoLabeller } from "../../../models/lagr/stereo_labels.ts";
import { counterRandom } from "../../../vision/random.ts";
import { boxScene, castPixel, EYE, type StandingBox } from "../../support/stereo_scenes.ts";
import { LAGR_CLASSES, standingShare } from "../../../models/lagr/lagr_classes.ts";
import { metresAhead } from "../../support/plane_geometry.ts";

fc.configureGlobal({ seed: 11 });

const DEGREE = Math.PI / 180;
const MOUNTING = mountedPlane(1, 10 * DEGREE);
const labeller = new StereoLabeller(EYE, MOUNTING);
const FAULTS = { noise: 0.15, quantum: 0.0625, outliers: 0.02, missing: 0.1 };
const FOOTLINE = LAGR_CLASSES.indexOf("footline");

const BOXES: readonly StandingBox[] = [
  { ahead: 3, deep: 0.6, from: -1.6, to: -0.8, top: 1.2 },
  { ahead: 5, deep: 0.6, from: 0.3, to: 1.5, top: 0.5 },
  { ahead: 8, deep: 1, from: -3, to: -0.6, top: 1.6 },
  // A branch over the way: nothing that the ground stops at.
  { ahead: 4, deep: 0.4, from: 1.9, to: 2.9, bottom: 1.7, top: 2.2 },
];

/** Number of the box at a pixel, -1 for ground, -2 for sky; null where that changes within a pixel or two. */
function truthAt(plane: ReturnType<typeof mountedPlane>, u: number, v: number): number | null {
  const at = (x: number, y: number) => castPixel(EYE, plane, BOXES, x, y).hit;
  const hit = at(u, v);
  for (const [x, y] of [[0, 2], [0, -2], [2, 0], [-2, 0]] as const) {
    if (at(u + x, v + y) !== hit) return null;
  }
  return hit;
}

const scenes = fc.tuple(
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.double({ min: 4, max: 16, noNaN: true }),
  fc.nat(1000),
);

Deno.test("places are ground where ground is seen and obstacles where boxes are", () => {
  const right = [0, 0], all = [0, 0];
  fc.assert(
    fc.property(scenes, ([roll, pitch, seed]) => {
      const plane = mountedPlane(1, pitch * DEGREE, roll * DEGREE);
      const random = counterRandom(seed);
      const { places } = labeller.label(boxScene(EYE, plane, BOXES, FAULTS, random), random);
      assert.ok(places.length > 800, `${places.length} places`);
      for (const { u, v, label } of places) {
        const sum = label.reduce((total, share) => total + share, 0);
        assert.ok(Math.abs(sum - 1) < 1e-9 && label.every((share) => share >= 0), `${label}`);
        const truth = truthAt(plane, u, v);
        if (truth === null || truth === -2) continue;
        const kind = truth === -1 ? 0 : 1;
        all[kind]!++;
        if ((standingShare(label) > 0.5) === (kind === 1)) right[kind]!++;
      }
    }),
    { numRuns: 12, seed: 4 },
  );
  const shares = right.map((count, kind) => count / all[kind]!);
  assert.ok(all[1]! > 500 && shares.every((share) => share > 0.97), `${shares} of ${all}`);
});

Deno.test("footlines lie where boxes meet the ground, and nowhere under what hangs", () => {
  const plane = mountedPlane(1, 9 * DEGREE, 5 * DEGREE);
  const random = counterRandom(3);
  const { places, ground } = labeller.label(boxScene(EYE, plane, BOXES, FAULTS, random), random);
  const errors: number[] = [];
  let seen = 0, missed = 0;
  for (const run of labeller.obstacles.runs) {
    const u = labeller.cloud.pixelOf(run.column);
    const hits = [-3, 0, 3].map((off) =>
      castPixel(EYE, plane, BOXES, u + off, run.footRow - 3).hit
    );
    if (run.hangs || hits.some((hit) => hit !== hits[0]) || hits[0]! < 0 || run.points < 4) {
      continue;
    }
    const row = footPixelAhead(EYE, plane, BOXES[hits[0]!]!.ahead, u)!;
    errors.push(Math.abs(run.footRow - row));
  }
  errors.sort((a, b) => a - b);
  assert.ok(errors.length > 50 && errors[Math.floor(errors.length * 0.9)]! < 1.5, `${errors}`);
  // Each column that shows a foot has a place there that says so.
  for (const [index, box] of BOXES.entries()) {
    for (let u = 10; u < 310; u += 4) {
      const row = footPixelAhead(EYE, plane, box.ahead, u)!;
      const shown = [-5, 0, 5].every((off) =>
        castPixel(EYE, plane, BOXES, u + off, row - 4).hit === index &&
        castPixel(EYE, plane, BOXES, u + off, row + 2).hit === -1
      );
      const near = places.filter((place) =>
        Math.abs(place.u - u) <= 2 &&
        Math.abs(place.v - row) < Math.max(3, 0.1 * (row - EYE.cy + 30))
      );
      if (shown) {
        seen++;
        if (!near.some(({ label }) => label[FOOTLINE]! > 0.4)) missed++;
      }
    }
  }
  assert.ok(seen > 20 && missed <= 0.1 * seen, `${missed} of ${seen} footlines are missing`);
  const under = places.filter(({ u, v }) => {
    const { z, hit } = castPixel(EYE, plane, BOXES, u, v);
    const point = [(u - EYE.cx) / EYE.fx * z, (v - EYE.cy) / EYE.fy * z, z] as const;
    const ahead = metresAhead(ground.plane, point);
    return hit === -1 && Math.abs(ahead - 4) < 0.4 && point[0] > 2 && point[0] < 2.8;
  });
  assert.ok(under.length > 5);
  for (const { label } of under) assert.ok(label[FOOTLINE]! < 0.2 && standingShare(label) < 0.4);
});

/** Mean label of the places that a test picks. */
function meanOf(
  places: readonly LabelledPlace[],
  pick: (place: LabelledPlace) => boolean,
): number[] {
  const picked = places.filter(pick);
  assert.ok(picked.length > 10, `${picked.length} places`);
  return LAGR_CLASSES.map((_, index) =>
    picked.reduce((sum, { label }) => sum + label[index]!, 0) / picked.length
  );
}

Deno.test("near open ground is super ground, less so farther away; tall things are super obstacles", () => {
  const random = counterRandom(8);
  const open = labeller.label(boxScene(EYE, MOUNTING, [], FAULTS, random), random).places;
  const near = meanOf(open, ({ distance }) => distance < 4);
  const far = meanOf(open, ({ distance }) => distance > 9);
  assert.ok(near[0]! > 0.75, `${near}`);
  assert.ok(far[0]! < near[0]! - 0.15 && far[0]! + far[1]! > 0.75, `${far}`);
  const wall = (top: number) => {
    const boxes = [{ ahead: 4, deep: 1, from: -3, to: 3, top }];
    const { places } = labeller.label(boxScene(EYE, MOUNTING, boxes, FAULTS, random), random);
    return meanOf(
      places,
      ({ u, v }) =>
        castPixel(EYE, MOUNTING, boxes, u, v - 2).hit === 0 &&
        castPixel(EYE, MOUNTING, boxes, u, v + 8).hit === 0,
    );
  };
  const tall = wall(1.5), low = wall(0.38);
  assert.ok(tall[4]! > 0.55, `${tall}`);
  assert.ok(low[4]! < 0.35 && low[3]! > 0.45, `${low}`);
});

Deno.test("where stereo is silent there is no label; where all is silent, no place at all", () => {
  const random = counterRandom(1);
  const scene = boxScene(EYE, MOUNTING, [], FAULTS, random);
  for (let v = 0; v < 240; v++) scene.confidence.fill(0, v * 320 + 160, v * 320 + 320);
  const { places } = labeller.label(scene, random);
  assert.ok(places.length > 300);
  // A place looks at most 0.15 m to its side, which is 20 pixels at 1.5 m.
  assert.ok(places.every(({ u, distance }) => u < 160 + 0.15 * EYE.fx / distance));
  const blank = { disparity: scene.disparity, confidence: new Float32Array(320 * 240) };
  const silent = labeller.label(blank, random);
  assert.deepEqual(silent.places, []);
  assert.equal(silent.ground.confidence, 0);
});

Deno.test("equal pictures and draws give equal labels", () => {
  const scene = boxScene(EYE, MOUNTING, BOXES, FAULTS, counterRandom(2));
  const first = labeller.label(scene, counterRandom(4));
  labeller.label(boxScene(EYE, MOUNTING, [], FAULTS, counterRandom(6)), counterRandom(7));
  assert.deepEqual(labeller.label(scene, counterRandom(4)), first);
});

Deno.test("the normal law is the normal law", () => {
  for (
    const [x, share] of [[0, 0.5], [1, 0.8413447461], [-1.96, 0.0249978951], [3, 0.9986501020]]
  ) {
    assert.ok(Math.abs(normalShare(x!) - share!) < 1e-7);
  }
  assert.equal(normalShare(9), 1);
});

Deno.test("what cannot be labelled is said", () => {
  assert.throws(() => new StereoLabeller(EYE, MOUNTING, { spacing: 0 }), /every 0th column/);
  assert.throws(() => new StereoLabeller(EYE, MOUNTING, { ratio: 1 }), /1 times as far/);
  assert.throws(() => new StereoLabeller(EYE, MOUNTING, { threshold: 2 }), /2 m an obstacle/);
});
