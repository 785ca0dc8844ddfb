import assert from "node:assert/strict";
import { decided } from "../../../models/lagr/decided_label.ts";
import { bandLayout, windowIndex, windowNumbered } from "../../../models/lagr/bands.ts";
import { mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { footOf, inPicture, windowFinder } from "../../../models/lagr/levelling.ts";
import { type LabelledPlace } from "../../../models/lagr/stereo_labels.ts";
import { labelWindows } from "../../../models/lagr/window_labels.ts";
import { counterRandom } from "../../../vision/mod.ts";
import { EYE } from "../../support/stereo_scenes.ts";

const LAYOUT = bandLayout(EYE);
const PLANE = mountedPlane(1, 0.15, 0.05);

/** Places all over the picture, each with a label that no other has. */
function scattered(count: number): LabelledPlace[] {
  const random = counterRandom(4);
  return Array.from({ length: count }, (_, i) => {
    const [u, v] = [319 * random(), 239 * random()];
    const share = i / count;
    return { u, v, distance: 1, label: [share, 0, 1 - share, 0, 0] };
  });
}

Deno.test("each window takes one label, of the place nearest to its foot", () => {
  const all = scattered(6000);
  const { windows, labels } = labelWindows(EYE, LAYOUT, PLANE, all);
  assert.equal(labels.length, 5 * windows.length);
  assert.equal(new Set(windows).size, windows.length);
  const owner = all.map(({ u, v }) => {
    const place = windowFinder(EYE, LAYOUT, PLANE)(u, v);
    return place && windowIndex(LAYOUT, place);
  });
  const wanted = new Set<number>();
  for (const [i, number] of owner.entries()) {
    const foot = number !== null && footOf(EYE, LAYOUT, PLANE, windowNumbered(LAYOUT, number)!);
    if (number === null || !foot || !inPicture(EYE, ...foot)) continue;
    wanted.add(number);
    const off = ({ u, v }: LabelledPlace) => Math.hypot(u - foot[0], v - foot[1]);
    if (all.some((place, j) => owner[j] === number && off(place) < off(all[i]!))) continue;
    const said = labels.subarray(5 * windows.indexOf(number)).subarray(0, 5);
    assert.deepEqual(said, Float32Array.from(decided(all[i]!.label)));
  }
  assert.deepEqual(windows.toSorted(), Uint32Array.from(wanted).sort());
  const places = owner.filter((number) => number !== null);
  assert.ok(wanted.size > 500 && wanted.size < 0.8 * places.length);
});

Deno.test("places over the horizon, or nearer than the bands reach, label nothing", () => {
  const label = [0, 1, 0, 0, 0] as const;
  const level = mountedPlane(1, 0);
  const place = (v: number) => ({ u: 160, v, distance: 1, label });
  const none = labelWindows(EYE, LAYOUT, level, [place(40), place(118), place(235)]);
  assert.deepEqual([none.windows.length, none.labels.length], [0, 0]);
  // Ten metres ahead: 19 pixels below the horizon.
  const one = labelWindows(EYE, LAYOUT, level, [place(EYE.cy + EYE.fy / 10)]);
  assert.equal(one.windows.length, 1);
  assert.deepEqual([...one.labels], [...label]);
  const { band } = windowNumbered(LAYOUT, one.windows[0]!)!;
  assert.ok(Math.abs(Math.log2(LAYOUT.bands[band]!.distance / 10)) <= 1 / 8);
});
