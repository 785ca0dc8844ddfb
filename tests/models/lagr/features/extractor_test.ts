import assert from "node:assert/strict";
import { bandLayout, WINDOW, windowNumbered } from "../../../../models/lagr/bands.ts";
import { FEATURES } from "../../../../models/lagr/features/extractor.ts";
import { FEATURE_KINDS, featureExtractor } from "../../../../models/lagr/features/kinds.ts";
import { RbfFeatures } from "../../../../models/lagr/features/rbf_features.ts";
import { ConvFeatures } from "../../../../models/lagr/features/conv_features.ts";
import { cutWindow, WINDOW_NUMBERS } from "../../../../models/lagr/features/window_set.ts";
import { record } from "../../../../vision/mod.ts";
import { counterRandom } from "../../../../vision/random.ts";
import { assertAllClose } from "../../../support/allclose.ts";
import { normals } from "../../../support/vision_arrays.ts";
import { visionDevice } from "../../../support/vision_device.ts";

const device = await visionDevice();
const VIEW = { width: 32, fx: 19 };
const LAYOUT = bandLayout(VIEW, { near: 5, far: 60, ratio: 1.9 });
const ATLAS = Float32Array.from(normals([3, LAYOUT.height, LAYOUT.width], 11));

/** Statistics that are not those of untrained features. */
function unsettled(norm: ConvFeatures["norm"]): void {
  norm.runningMean.write(Float32Array.from(normals([FEATURES], 5, 0.3)));
  norm.runningVariance.write(Float32Array.from(normals([FEATURES], 6), (x) => 0.2 + x * x));
}

for (const kind of ["random", "rbf"] as const) {
  Deno.test(`${kind} features of a whole image of bands are those of each window by itself`, async () => {
    const features = featureExtractor(device, kind, counterRandom(3)).evaluate();
    if (features instanceof RbfFeatures) {
      const centres = Float32Array.from(normals([FEATURES * WINDOW_NUMBERS], 8));
      features.setPrototypes({ centres, deviation: 25 });
      unsettled(features.norm);
    } else if (features instanceof ConvFeatures) unsettled(features.norm);
    const atlas = device.tensor(ATLAS, [1, 3, LAYOUT.height, LAYOUT.width]);
    const plan = record(device, () => device.noGrad(() => features.forward(atlas)));
    plan.run();
    const windows = LAYOUT.width - WINDOW.width + 1;
    assert.deepEqual(plan.outputs.shape, [1, FEATURES, 1, windows]);
    const dense = await plan.outputs.read();
    const places = Array.from(
      { length: windows },
      (_, i) => ({ i, place: windowNumbered(LAYOUT, i) }),
    )
      .filter(({ place }) => place !== null);
    assert.ok(places.length > 100);
    const single = device.zeros([places.length, 3, WINDOW.height, WINDOW.width]);
    const cut = new Float32Array(places.length * WINDOW_NUMBERS);
    places.forEach(({ place }, k) => cut.set(cutWindow(ATLAS, LAYOUT, place!), k * WINDOW_NUMBERS));
    single.write(cut);
    const alone = record(device, () => device.noGrad(() => features.forward(single)));
    alone.run();
    assert.deepEqual(alone.outputs.shape, [places.length, FEATURES, 1, 1]);
    const byWindow = await alone.outputs.read();
    places.forEach(({ i }, k) => {
      const row = Array.from({ length: FEATURES }, (_, f) => dense[f * windows + i]!);
      const own = byWindow.slice(k * FEATURES, (k + 1) * FEATURES);
      assertAllClose(row, own, { atol: 2e-4, rtol: 1e-4 }, `window ${i}`);
    });
    for (const thing of [plan, alone, atlas, single, features]) thing.dispose();
  });
}

Deno.test("ConvNet features are those of the paper's sizes, by hand", async () => {
  const features = new ConvFeatures(device, counterRandom(4));
  unsettled(features.norm);
  features.evaluate();
  assert.equal(features.parameterCount(), 20 * 3 * 6 * 7 + 20 + 100 * 20 * 5 * 6 + 100);
  const x = normals([3, 25, 12], 9);
  const window = device.tensor(Float32Array.from(x), [1, 3, 25, 12]);
  const [found, state] = await Promise.all([
    device.noGrad(() => features.forward(window)).read(),
    features.stateDict(),
  ]);
  const at = (name: string) => state[name]!.data;
  const maps = (m: number, r: number, c: number) => {
    let sum = at("first.bias")[m]!;
    for (let k = 0; k < 3 * 6 * 7; k++) {
      const [ch, dy, dx] = [Math.floor(k / 42), Math.floor(k / 7) % 6, k % 7];
      sum += at("first.weight")[m * 126 + k]! * x[(ch * 25 + r + dy) * 12 + c + dx]!;
    }
    return Math.max(0, sum);
  };
  const pooled = Array.from({ length: 20 * 5 * 6 }, (_, i) => {
    const [m, r, c] = [Math.floor(i / 30), Math.floor(i / 6) % 5, i % 6];
    return Math.max(...[0, 1, 2, 3].map((k) => maps(m, 4 * r + k, c)));
  });
  const wanted = Array.from({ length: 100 }, (_, f) => {
    const sum = pooled.reduce((s, p, k) => s + p * at("second.weight")[f * 600 + k]!, 0);
    const code = 1.7159 * Math.tanh(2 * (sum + at("second.bias")[f]!) / 3);
    const deviation = Math.sqrt(at("norm.runningVariance")[f]! + 1e-5);
    return (code - at("norm.runningMean")[f]!) / deviation;
  });
  assertAllClose(found, wanted, { atol: 1e-4, rtol: 1e-4 });
  features.dispose();
  window.dispose();
});

Deno.test("likeness to prototypes is the exponential of distances, by hand", async () => {
  const features = new RbfFeatures(device);
  const deviation = 30;
  const centres = Float32Array.from(normals([FEATURES * WINDOW_NUMBERS], 21));
  features.setPrototypes({ centres, deviation });
  features.evaluate();
  const x = normals([WINDOW_NUMBERS], 22);
  const window = device.tensor(Float32Array.from(x), [1, 3, 25, 12]);
  const found = await device.noGrad(() => features.forward(window)).read();
  const wanted = Array.from({ length: FEATURES }, (_, k) => {
    const square = x.reduce((s, v, i) => s + (v - centres[k * WINDOW_NUMBERS + i]!) ** 2, 0);
    // Statistics are mean 0 and variance 1 before anything is learned.
    return Math.exp(-square / (2 * deviation ** 2)) / Math.sqrt(1 + 1e-5);
  });
  assertAllClose(found, wanted, { atol: 1e-6, rtol: 1e-4 });
  assert.ok(Math.max(...wanted) > 0.05, "not all of them vanish");
  assert.throws(
    () => features.setPrototypes({ centres: new Float32Array(900), deviation }),
    /take 1 prototypes: wanted 100 of 900/,
  );
  features.dispose();
  window.dispose();
});

Deno.test("every kind of features has an extractor of 100 numbers a window", () => {
  for (const kind of FEATURE_KINDS) {
    const features = featureExtractor(device, kind, counterRandom(1));
    assert.ok(features.parameterCount() <= 100_000);
    features.dispose();
  }
});
