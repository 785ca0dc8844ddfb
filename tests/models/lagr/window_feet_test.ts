import assert from "node:assert/strict";
import fc from "fast-check";
import { bandLayout, windowIndex, windowsOf } from "../../../models/lagr/bands.ts";
import { type GroundPlane, mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { footOf, groundOf, inPicture } from "../../../models/lagr/levelling.ts";
import { type BandFeet, WindowFeet } from "../../../models/lagr/window_feet.ts";
import { EYE } from "../../support/stereo_scenes.ts";

fc.configureGlobal({ seed: 17 });

const LAYOUT = bandLayout(EYE, { ratio: 1.5 });
const FEET = new WindowFeet(EYE, LAYOUT);

const leaning = fc.record({
  pitch: fc.double({ min: -0.2, max: 0.35, noNaN: true }),
  roll: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  height: fc.double({ min: 0.6, max: 1.6, noNaN: true }),
}).map(({ pitch, roll, height }) => mountedPlane(height, pitch, roll));

/** What `footOf` and `groundOf` say, window by window. */
function oneByOne(plane: GroundPlane): Map<number, readonly number[]>[] {
  return LAYOUT.bands.slice(0, -1).map((each, band) => {
    const found = new Map<number, readonly number[]>();
    for (let column = 0; column < windowsOf(each); column++) {
      const foot = footOf(EYE, LAYOUT, plane, { band, column });
      if (!foot || !inPicture(EYE, ...foot)) continue;
      const { ahead, right } = groundOf(EYE, LAYOUT, { band, column });
      const ground = [Math.atan2(-right, ahead), Math.hypot(ahead, right)];
      found.set(windowIndex(LAYOUT, { band, column }), [...foot, ...ground]);
    }
    return found;
  });
}

Deno.test("feet of all windows are those of each window, however the camera leans", () => {
  let windows = 0;
  fc.assert(
    fc.property(leaning, (plane) => {
      const wanted = oneByOne(plane);
      const feet = FEET.stand(plane);
      assert.equal(feet.length, wanted.length);
      for (const [band, { distance, windows: numbers, ...rest }] of feet.entries()) {
        assert.equal(distance, LAYOUT.bands[band]!.distance);
        assert.deepEqual([...numbers], [...wanted[band]!.keys()]);
        const { u, v, bearings, distances }: Omit<BandFeet, "distance" | "windows"> = rest;
        for (const [k, number] of numbers.entries()) {
          const said = [u[k]!, v[k]!, bearings[k]!, distances[k]!];
          const expected = wanted[band]!.get(number)!;
          said.forEach((value, i) => {
            assert.ok(Math.abs(value - expected[i]!) < 1e-4 * (1 + Math.abs(expected[i]!)));
          });
          windows++;
        }
      }
    }),
    { numRuns: 25 },
  );
  assert.ok(windows > 25_000);
});

Deno.test("feet are the caller's: another look leaves them alone", () => {
  const first = FEET.stand(mountedPlane(1, 0.1));
  const kept = structuredClone(first);
  FEET.stand(mountedPlane(1.2, 0.2, 0.1));
  assert.deepEqual(first, kept);
});
