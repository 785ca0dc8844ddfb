import assert from "node:assert/strict";
import { FOOT_ROW, WINDOW } from "../../../../models/lagr/bands.ts";
import { FEATURE_KINDS } from "../../../../models/lagr/features/kinds.ts";
import { findPrototypes } from "../../../../models/lagr/features/prototypes.ts";
import {
  FEATURE_RECIPE,
  STAGES,
  trainFeatures,
} from "../../../../models/lagr/features/training.ts";
import {
  evenWeights,
  type LabelledWindow,
  varyWindow,
  WINDOW_NUMBERS,
  WindowSet,
} from "../../../../models/lagr/features/window_set.ts";
import { featureKind, restoreWindowNet } from "../../../../models/lagr/window_net.ts";
import { counterRandom, normal, type Random } from "../../../../vision/random.ts";
import { visionDevice } from "../../../support/vision_device.ts";
import { dominantClass, LAGR_CLASSES } from "../../../../models/lagr/lagr_classes.ts";

const device = await visionDevice();

/**
 * Windows of a world of few things: ground is rough; at a footline stands something from the foot row upwards; an
 * obstacle fills the rows around the foot too. What is super is plainer.
 */
function drawnWindow(random: Random, kind: number): LabelledWindow {
  const numbers = new Float32Array(WINDOW_NUMBERS);
  const thing = [-1, 0.8, 1.4][Math.floor(random() * 3)]!;
  const plain = kind === 0 || kind === 4 ? 0.3 : 0.8;
  const left = Math.floor(2 * random()), right = WINDOW.width - Math.floor(2 * random());
  for (let i = 0; i < numbers.length; i++) {
    const column = i % WINDOW.width;
    const row = Math.floor(i / WINDOW.width) % WINDOW.height;
    const channel = Math.floor(i / WINDOW.width / WINDOW.height);
    const stands = kind >= 2 && column >= left && column < right &&
      (kind === 2 ? row <= FOOT_ROW : row <= FOOT_ROW + 8);
    numbers[i] = plain * normal(random) + (stands ? (channel === 2 ? -1 : 1) * thing : 0);
  }
  const label = LAGR_CLASSES.map((_, c) => c === kind ? 0.8 : 0.05);
  return { numbers, label, distance: 3 + 80 * random() };
}

function drawnSet(count: number, seed: number): WindowSet {
  const random = counterRandom(seed);
  const set = new WindowSet(count);
  for (let i = 0; i < count; i++) set.add(drawnWindow(random, Math.floor(5 * random())));
  return set;
}

const windows = drawnSet(1500, 1);
const unseen = drawnSet(300, 2);

/** Trains a kind for some steps; what is asked beside that, and the losses of the steps. */
async function trained(
  net: string,
  steps: number,
  others: Partial<Parameters<typeof trainFeatures>[0]> = {},
) {
  const losses: number[] = [];
  const checkpoints: Uint8Array<ArrayBuffer>[] = [];
  const result = await trainFeatures({
    device,
    net,
    steps,
    seed: 5,
    windows,
    save: (bytes) => Promise.resolve(void checkpoints.push(Uint8Array.from(bytes))),
    onStep: ({ loss }) => void losses.push(loss),
    stopped: () => false,
    ...others,
  });
  return { ...result, losses, checkpoints };
}

/** Share of unseen windows that are said to be ground or something that stands, and are. */
async function accuracy(weights: Uint8Array): Promise<number> {
  const { net } = restoreWindowNet(device, weights);
  const images = device.tensor(unseen.numbers, [unseen.length, 3, WINDOW.height, WINDOW.width]);
  using _scratch = device.arena();
  const logits = await device.noGrad(() => net.forward(images)).read();
  let right = 0;
  for (let i = 0; i < unseen.length; i++) {
    const said = dominantClass(logits.subarray(5 * i, 5 * i + 5));
    if ((said >= 2) === (dominantClass(unseen.get(i).label) >= 2)) right++;
  }
  net.dispose();
  images.dispose();
  return right / unseen.length;
}

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

for (const kind of FEATURE_KINDS) {
  Deno.test(`${kind} features tell ground from what stands on windows that they never saw`, async () => {
    const steps = 40 * STAGES[kind].reduce((sum, { share }) => sum + share, 0);
    const { weights, losses, net } = await trained(kind, steps);
    assert.equal(net, kind);
    assert.equal(losses.length, steps);
    assert.ok(losses.every((loss) => Number.isFinite(loss) && loss >= 0));
    const classes = losses.slice(-10);
    // Who says nothing has a divergence of 0.83.
    assert.ok(mean(classes) < 0.7, `divergence ${mean(classes)}`);
    if (kind === "unsupervised") {
      const [first, second] = [losses.slice(0, 40), losses.slice(40, 80)];
      for (const layer of [first, second]) {
        assert.ok(mean(layer.slice(-8)) < 0.7 * mean(layer.slice(0, 4)), `reconstruction ${layer}`);
      }
    }
    const right = await accuracy(weights);
    // Three in five stand.
    assert.ok(right > (kind === "random" ? 0.75 : 0.85), `${right}`);
  });
}

Deno.test("a run continued from a checkpoint is the run that was never stopped, in every stage", async () => {
  const whole = await trained("unsupervised", 12);
  for (const stopAt of [4, 8]) {
    let steps = 0;
    const stopped = await trained("unsupervised", 12, { stopped: () => ++steps > stopAt });
    const { checkpoints, losses } = stopped;
    assert.ok(losses.length < 12 && stopped.steps === losses.length);
    const rest = await trained("unsupervised", 12, {
      net: undefined,
      steps: undefined,
      seed: undefined,
      resume: checkpoints.at(-1)!,
    });
    assert.deepEqual([...losses, ...rest.losses], whole.losses);
    assert.deepEqual(rest.weights, whole.weights);
  }
});

Deno.test("a run of stages goes on with as many steps as it began with, one of a single stage with others too", async () => {
  const checkpointOf = async (kind: string) => {
    let steps = 0;
    const { checkpoints } = await trained(kind, 12, { stopped: () => ++steps > 4 });
    return checkpoints.at(-1)!;
  };
  const goOn = (resume: Uint8Array<ArrayBuffer>) =>
    trained("any", 24, { net: undefined, seed: undefined, resume });
  await assert.rejects(
    goOn(await checkpointOf("both")),
    /^CheckpointError: Cannot resume with 24 steps: .* 3 stages of 12 steps/,
  );
  assert.equal((await goOn(await checkpointOf("random"))).steps, 24);
});

Deno.test("prototypes are the middles of heaps, and every sample is near one", () => {
  const random = counterRandom(9);
  const middles = [[0, 0, 0], [6, 0, 0], [0, 7, 0], [0, 0, 9], [5, 5, 5]];
  const samples = Float32Array.from(
    { length: 200 * 3 },
    (_, i) => middles[Math.floor(i / 3) % 5]![i % 3]! + 0.2 * normal(random),
  );
  const options = { count: 5, size: 3, turns: 20, random: counterRandom(2) };
  const { centres, deviation } = findPrototypes(samples, options);
  for (const middle of middles) {
    const least = Math.min(
      ...[0, 1, 2, 3, 4].map((k) => Math.hypot(...middle.map((x, i) => x - centres[3 * k + i]!))),
    );
    assert.ok(least < 0.15, `${middle}: ${least}`);
  }
  assert.ok(Math.abs(deviation - 0.2 * Math.sqrt(3)) < 0.05, `${deviation}`);
  assert.throws(
    () => findPrototypes(samples.slice(0, 12), options),
    /5 prototypes among 4 samples/,
  );
});

Deno.test("windows are varied by mirror, contrast, saturation and cast alone", () => {
  const numbers = drawnWindow(counterRandom(3), 3).numbers;
  const out = new Float32Array(WINDOW_NUMBERS);
  const channel = WINDOW.height * WINDOW.width;
  const saturations: number[] = [], all: number[] = [];
  let mirrored = 0;
  for (let seed = 0; seed < 40; seed++) {
    varyWindow(numbers, out, counterRandom(seed));
    const ratio = (at: number, from: number) => out[at]! / numbers[from]!;
    const last = WINDOW.width - 1;
    const straight = Math.abs(ratio(0, 0) - ratio(5, 5)) < 1e-4;
    const turned = Math.abs(ratio(0, last) - ratio(5, last - 5)) < 1e-4;
    assert.ok(straight !== turned);
    if (turned) mirrored++;
    // U and V are scaled by one factor, and each shifted by a cast of its own.
    const [casts, factors] = [[0, 0], [0, 0]];
    for (const k of [0, 1]) {
      const at = (i: number) => (k + 1) * channel + (turned ? i - i % 12 + last - i % 12 : i);
      const here = (i: number) => out[(k + 1) * channel + i]!;
      factors[k] = (here(0) - here(5)) / (numbers[at(0)]! - numbers[at(5)]!);
      casts[k] = here(0) - factors[k]! * numbers[at(0)]!;
      const other = here(40) - factors[k]! * numbers[at(40)]! - casts[k]!;
      assert.ok(Math.abs(other) < 1e-4, `${other} beside the cast`);
    }
    assert.ok(Math.abs(factors[0]! / factors[1]! - 1) < 1e-3);
    saturations.push(Math.log(factors[0]!));
    for (const cast of casts) all.push(cast!);
  }
  const spread = (values: number[]) => Math.sqrt(mean(values.map((value) => value * value)));
  assert.ok(Math.abs(spread(saturations) / 0.25 - 1) < 0.4, `${spread(saturations)}`);
  assert.ok(Math.abs(spread(all) / 0.3 - 1) < 0.4, `${spread(all)}`);
  assert.ok(mirrored > 10 && mirrored < 30, `${mirrored} of 40`);
});

Deno.test("what lies outside the picture stays 0 however windows are varied", () => {
  const numbers = drawnWindow(counterRandom(3), 3).numbers;
  const channel = WINDOW.height * WINDOW.width;
  // The two outer columns on the left.
  const outside = (i: number) => i % WINDOW.width < 2;
  for (let i = 0; i < WINDOW_NUMBERS; i++) if (outside(i)) numbers[i] = 0;
  const out = new Float32Array(WINDOW_NUMBERS);
  for (let seed = 0; seed < 10; seed++) {
    varyWindow(numbers, out, counterRandom(seed));
    const zero = Array.from(out.subarray(channel, 2 * channel), (u) => u === 0);
    const left = zero.filter((is, i) => is && outside(i)).length;
    const right = zero.filter((is, i) => is && i % WINDOW.width >= WINDOW.width - 2).length;
    assert.deepEqual([left, right].toSorted((a, b) => a - b), [0, 2 * WINDOW.height]);
    assert.equal(zero.filter((is) => is).length, 2 * WINDOW.height);
  }
});

Deno.test("windows are drawn as often from each span, half of ground and half of what stands, each over its classes", () => {
  // Near, 6 and 2 of ground, 1 footline, 3 super-obstacles, no obstacle; farther 4 of ground alone.
  const near = [...Array<number>(6).fill(0), 1, 1, 2, 4, 4, 4];
  const windows = [
    ...near.map((kind) => ({ kind, span: 0 })),
    ...Array<number>(4).fill(1).map((kind) => ({ kind, span: 3 })),
  ];
  const weights = evenWeights(windows);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = (kind: number, span: number) =>
    weights.reduce((sum, weight, i) => {
      const one = windows[i]!;
      return sum + (one.kind === kind && one.span === span ? weight : 0);
    }, 0) / total;
  for (const kind of [0, 1, 2, 4]) assert.ok(Math.abs(share(kind, 0) - 0.125) < 1e-12, `${kind}`);
  assert.ok(Math.abs(share(1, 3) - 0.5) < 1e-12);
});

Deno.test("sets and nets say what does not fit", () => {
  const set = drawnSet(2, 1);
  assert.ok(set.full);
  assert.throws(() => set.add(set.get(0)), /another window: there is room for 2/);
  assert.equal(featureKind(undefined, null), FEATURE_KINDS[0]);
  assert.equal(featureKind(undefined, { net: "rbf" }), "rbf");
  assert.throws(() => featureKind("random", { net: "rbf" }), /"random": the weights are of "rbf"/);
  assert.throws(() => featureKind("deep", null), /"deep": there are both, supervised/);
  assert.ok(FEATURE_RECIPE.steps > 0);
});
