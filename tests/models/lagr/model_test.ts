import assert from "node:assert/strict";
import { FEATURE_KINDS } from "../../../models/lagr/features/kinds.ts";
import { GROUND, makeFigure, OBSTACLE } from "../../../models/lagr/figure.ts";
import { restore } from "../../../models/lagr/restore.ts";
import { models, shippedWeights } from "../../../models/mod.ts";
import { CheckpointError, decodeSafetensors } from "../../../vision/mod.ts";
import { visionDevice } from "../../support/vision_device.ts";

const device = await visionDevice();
const entry = models.find(({ name }) => name === "lagr")!;
const read = (file: string) =>
  Deno.readTextFile(new URL(`../../../models/lagr/${file}`, import.meta.url));

Deno.test("every kind of features is shipped, and restored as what it is", async () => {
  assert.deepEqual([...entry.nets!].sort(), [...FEATURE_KINDS].sort());
  assert.equal(entry.nets![0], FEATURE_KINDS[0]);
  for (const net of entry.nets!) {
    const weights = await Deno.readFile(shippedWeights("lagr", net));
    assert.equal(decodeSafetensors(weights).metadata.net, net);
    const { net: module, input } = restore({ device, weights, net });
    assert.deepEqual(input, [1, 3, 25, 12]);
    const window = device.tensor(
      Float32Array.from({ length: 900 }, (_, i) => Math.sin(i)),
      [1, 3, 25, 12],
    );
    const scratch = device.arena();
    const logits = device.noGrad(() => module.forward(window));
    assert.deepEqual(logits.shape, [1, 5, 1, 1]);
    const numbers = await logits.read();
    assert.ok(numbers.every(Number.isFinite) && new Set(numbers).size === 5, net);
    scratch[Symbol.dispose]();
    window.dispose();
    module.dispose();
    const other = net === "rbf" ? "random" : "rbf";
    assert.throws(() => restore({ device, weights, net: other }), CheckpointError);
  }
});

Deno.test("makeFigure() shows the picture, the truth, stereo's labels and those of the long-range eye", async () => {
  const weights = await Deno.readFile(shippedWeights("lagr"));
  const { width, height, rgba } = await makeFigure(
    { device, weights, seed: 1_000_020 },
    { known: 1, unseen: 5 },
    1,
  );
  assert.deepEqual([width, height], [2 * 640 + 6, 2 * 280 + 6]);
  // Shares of each panel's pixels that lie nearer to red, or to blue, than in the picture itself.
  const share = (left: number, top: number, [r, , b]: readonly [number, number, number]) => {
    let count = 0, pixels = 0;
    for (let y = 0; y < 280; y += 2) {
      for (let x = 0; x < 640; x += 2) {
        const at = 4 * ((top + y) * width + left + x), own = 4 * (y * width + x);
        assert.equal(rgba[at + 3], 255);
        pixels++;
        const moved = (c: number, to: number) => (rgba[at + c]! - rgba[own + c]!) * (to - 128) > 0;
        if (moved(0, r) && moved(2, b)) count++;
      }
    }
    return count / pixels;
  };
  const [right, below] = [646, 286];
  assert.equal(share(0, 0, GROUND), 0);
  const [truth, stereo, far] = [[right, 0], [0, below], [right, below]] as const;
  for (const [left, top] of [truth, stereo, far]) {
    const [ground, obstacle] = [share(left, top, GROUND), share(left, top, OBSTACLE)];
    assert.ok(ground > 0.1 && obstacle > 0.001, `${left}, ${top}: ${ground}, ${obstacle}`);
  }
  // What is far away is labelled by the long-range eye alone.
  const painted = ([left, top]: readonly [number, number]) =>
    share(left, top, GROUND) + share(left, top, OBSTACLE);
  assert.ok(painted(stereo) < painted(far) && painted(far) < painted(truth));
});

Deno.test("expected.json: what was measured is of drives that nobody learned from, and stands in the README", async () => {
  const { command, seed, steps, adapter, version, trainWallSeconds, eval: recorded } = JSON.parse(
    await read("expected.json"),
  );
  assert.equal(command, `deno task train lagr --seed ${seed} --steps ${steps}`);
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.ok(adapter.length > 0 && trainWallSeconds > 0);
  const { seed: first, count, metrics } = recorded;
  assert.equal(recorded.command, `deno task eval lagr --seed ${first} --count ${count}`);
  assert.ok(first >= 2_000_000 && first + 2 * count <= 2_100_000);
  assert.ok(count >= 6 && metrics.drives === count);
  const readme = await read("README.md");
  assert.ok(readme.includes(recorded.command));
  for (const range of ["0_12", "12_30", "30_60", "60_100"]) {
    const [online, offline] = ["", "_offline"].map((suffix) =>
      metrics[`unseen_accuracy_${range}${suffix}`]
    );
    assert.ok(online > 0.6 && offline > 0.5, range);
    for (const figure of [online, offline]) assert.ok(readme.includes(figure.toFixed(3)), range);
  }
});

Deno.test("training that is stopped while windows are collected gives no net", async () => {
  const { train } = await entry.load();
  let looks = 0;
  const result = await train({
    device,
    seed: 3,
    ready: () => Promise.resolve(),
    save: () => assert.fail("nothing was learned"),
    onStep: () => assert.fail("nothing was to be learned"),
    stopped: () => ++looks > 4,
  });
  assert.equal(result, null);
});
