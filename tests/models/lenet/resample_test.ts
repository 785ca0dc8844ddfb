import assert from "node:assert/strict";
import { type Affine, type Input, randomAffine, resample } from "../../../models/lenet/resample.ts";
import { counterRandom } from "../../../vision/mod.ts";
import { clockDigit } from "../../support/digit_files.ts";

const PLAIN: Input = { side: 28, scale: 1, paper: 0, ink: 255 };

function seen(pixels: Uint8Array, input: Input, map?: Affine): Float64Array {
  const into = new Float64Array(input.side ** 2);
  resample(pixels, input, into, map);
  return into;
}

const near = (a: Float64Array, b: ArrayLike<number>) =>
  a.every((value, i) => Math.abs(value - b[i]!) < 1e-6);

Deno.test("resample() copies, frames, scales and moves a picture", () => {
  const digit = clockDigit(5, 3);
  assert.ok(near(seen(digit, PLAIN), digit));
  // Two pixels of paper on each side, and the values of paper and ink.
  const framed = seen(digit, { side: 32, scale: 1, paper: -0.1, ink: 1.175 });
  framed.forEach((value, i) => {
    const [x, y] = [i % 32 - 2, Math.floor(i / 32) - 2];
    const ink = x >= 0 && y >= 0 && x < 28 && y < 28 && digit[y * 28 + x]! > 0;
    assert.ok(Math.abs(value - (ink ? 1.175 : -0.1)) < 1e-9, `${x}, ${y}`);
  });
  // Half a pixel to the right is the mean of neighbours; what comes in at the edge is paper.
  const half = seen(new Uint8Array(784).fill(200), PLAIN, [1, 0, 0, 1, 0.5, 0]);
  assert.ok(Math.abs(half[0]! - 200) < 1e-9 && Math.abs(half[27]! - 100) < 1e-9);
  // A quarter turn moves each corner to the next one.
  const corner = new Uint8Array(784);
  corner[0] = 90;
  const turned = seen(corner, PLAIN, [0, -1, 1, 0, 0, 0]);
  assert.deepEqual([...turned].flatMap((value, i) => value > 1e-6 ? [i] : []), [27 * 28]);
  // Of ink everywhere a smaller picture of its middle is ink everywhere.
  const small = seen(new Uint8Array(784).fill(255), { side: 16, scale: 1.5, paper: -1, ink: 1 });
  assert.ok(near(small, new Float64Array(256).fill(1)));
});

Deno.test("randomAffine() stays within its bounds, and is straight where they are 0", () => {
  const none = { turn: 0, grow: 0, slant: 0, shift: 0 };
  assert.ok(near(Float64Array.from(randomAffine(none, counterRandom(1))), [1, 0, 0, 1, 0, 0]));
  const bounds = { turn: 10, grow: 0.1, slant: 0, shift: 1.5 };
  let widest = 0;
  for (let stream = 0; stream < 200; stream++) {
    const [a, b, c, d, e, f] = randomAffine(bounds, counterRandom(1, stream));
    const turn = Math.atan2(c, d) * 180 / Math.PI;
    assert.ok(Math.abs(turn) <= 10 && Math.abs(e) <= 1.5 && Math.abs(f) <= 1.5);
    for (const size of [Math.hypot(a, b), Math.hypot(c, d)]) {
      assert.ok(Math.abs(size - 1) <= 0.1001);
    }
    widest = Math.max(widest, Math.abs(turn));
  }
  assert.ok(widest > 8);
});
