import assert from "node:assert/strict";
import { TextureUsage } from "../../../vision/gpu_flags.ts";
import { TEXTURED } from "../../../vision/image/stereo/census.wgsl.ts";
import { brightnessSizes, NONE } from "../../../vision/image/stereo/geometry.ts";
import {
  matchStereo,
  type StereoOptions,
  type StereoStages,
  stereoStages,
} from "../../../vision/image/stereo/mod.ts";
import {
  brightnessRef,
  censusRef,
  checkRef,
  gatheredRef,
  matchingCostRef,
  medianRef,
  supportRef,
  winnerRef,
} from "../../../vision/image/stereo/stereo_ref.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { counterRandom } from "../../../vision/random.ts";
import { readTensors } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { visionDevice } from "../../support/vision_device.ts";

type Format = "rgba8unorm" | "rgba8unorm-srgb";

const device = await visionDevice();

function eye(width: number, height: number, format: Format, bytes?: Uint8Array<ArrayBuffer>) {
  const usage = TextureUsage.textureBinding | TextureUsage.copyDst;
  const texture = device.gpu.createTexture({ size: [width, height], format, usage });
  if (bytes) show(texture, bytes);
  return texture;
}

function show(texture: GPUTexture, bytes: Uint8Array<ArrayBuffer>): void {
  const { width, height } = texture;
  device.gpu.queue.writeTexture({ texture }, bytes, { bytesPerRow: 4 * width }, [width, height]);
}

/** A picture of what `shade` says of each pixel, 0..1, in colours that all differ a little. */
function picture(width: number, height: number, shade: (x: number, y: number) => number) {
  const bytes = new Uint8Array(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const grey = 255 * Math.min(Math.max(shade(i % width, Math.floor(i / width)), 0), 1);
    bytes.set([0.9 * grey, grey, 0.8 * grey, 255], 4 * i);
  }
  return bytes;
}

/** Smooth random shades, 0..1: waves of lengths from three pixels up in all directions. */
function texture(seed: number): (x: number, y: number) => number {
  const random = counterRandom(seed);
  const waves = Array.from({ length: 40 }, () => {
    const [angle, length] = [2 * Math.PI * random(), 3 + 20 * random()];
    const [u, v] = [Math.cos(angle) / length, Math.sin(angle) / length];
    return { u: 2 * Math.PI * u, v: 2 * Math.PI * v, phase: 2 * Math.PI * random() };
  });
  return (x, y) =>
    0.5 + waves.reduce((sum, { u, v, phase }) => sum + Math.sin(u * x + v * y + phase), 0) / 40;
}

/** Normal noise of that deviation on top. */
function noisy(shade: (x: number, y: number) => number, deviation: number, seed: number) {
  const random = counterRandom(seed);
  return (x: number, y: number) => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return shade(x, y) + deviation * radius * Math.cos(2 * Math.PI * random());
  };
}

async function match(
  left: Uint8Array<ArrayBuffer>,
  right: Uint8Array<ArrayBuffer>,
  width: number,
  options: StereoOptions = {},
) {
  const height = left.length / 4 / width;
  const eyes = [left, right].map((bytes) => eye(width, height, "rgba8unorm-srgb", bytes));
  using plan = record(device, () => matchStereo(device, eyes[0]!, eyes[1]!, options));
  plan.run();
  const { disparity, confidence } = plan.outputs;
  const [found, sure] = await readTensors([disparity, confidence]);
  eyes.forEach((texture) => texture.destroy());
  return { disparity: found!, confidence: sure! };
}

/** Errors of what was found at the pixels that count. */
function errors(
  { disparity, confidence }: { disparity: ArrayLike<number>; confidence: ArrayLike<number> },
  width: number,
  truth: (x: number, y: number) => number | null,
) {
  const off: number[] = [];
  let all = 0;
  for (let i = 0; i < disparity.length; i++) {
    const wanted = truth(i % width, Math.floor(i / width));
    if (wanted === null) continue;
    all++;
    if (confidence[i]! > 0) off.push(disparity[i]! - wanted);
  }
  return {
    density: off.length / all,
    bad: off.filter((error) => Math.abs(error) > 1).length / off.length,
    rms: Math.sqrt(off.reduce((sum, error) => sum + error * error, 0) / off.length),
    mean: off.reduce((sum, error) => sum + error, 0) / off.length,
  };
}

const EXACT = [
  { width: 36, height: 21, candidates: 16, paths: 4, p1: 5, p2: 40, support: 20 },
  { width: 44, height: 18, candidates: 32, paths: 8, p1: 12, p2: 96, support: 9 },
] as const;

for (const sizes of EXACT) {
  const { width, height, candidates, paths, p1, p2, support } = sizes;
  Deno.test(`every stage of a match on ${candidates} disparities, ${paths} paths, is its reference`, async () => {
    // Noise as strong as the texture, and a blank: costs of every size, and some of all that is dropped.
    const shade = texture(candidates);
    const blank = (of: (x: number, y: number) => number) => (x: number, y: number) =>
      x > 18 && y < 12 ? 0.4 : of(x, y);
    const moved = (x: number, y: number) => shade(x + (x < 15 ? 7.3 : 2.6), y);
    const pictures = [
      picture(width, height, blank(noisy(shade, 0.04, 1))),
      picture(width, height, blank(noisy(moved, 0.04, 2))),
    ];
    const [left, right] = pictures.map((bytes) => eye(width, height, "rgba8unorm", bytes));
    const options = { candidates, paths, p1, p2, support, leastConfidence: 0.125 };
    const stages: StereoStages = stereoStages(device, left!, right!, options);
    const names = Object.keys(stages) as (keyof StereoStages)[];
    const read = await readTensors(names.map((name) => stages[name]));
    const got = Object.fromEntries(names.map((name, i) => [name, read[i]!])) as Record<
      keyof StereoStages,
      (typeof read)[number]
    >;

    const { count } = brightnessSizes(sizes);
    const wanted = pictures.flatMap((bytes) => brightnessRef(bytes, width, height));
    assertAllClose(got.brightness, wanted, { rtol: 0, atol: 1 }, "brightness");
    // From here on everything is whole numbers, and each stage is given what the device gave it.
    const census = [0, 1].map((k) =>
      censusRef(got.brightness.subarray(k * count, (k + 1) * count), width, height)
    );
    assert.deepEqual([...got.census], census.flat());
    const cost = matchingCostRef(census[0]!, census[1]!, sizes);
    assert.deepEqual([...got.cost], cost);
    const gathered = Array.from(
      { length: paths },
      (_, direction) => gatheredRef(cost, sizes, direction, p1, p2),
    );
    assert.deepEqual([...got.gathered], gathered.flat());
    const winner = winnerRef(gathered, sizes);
    const found = winner.disparity.flatMap((d, i) => [d, winner.confidence[i]!]);
    assertAllClose(got.found, found, { rtol: 1e-6, atol: 1e-6 }, "found");
    assert.deepEqual([...got.claims], winner.claims);
    const [disparity, sure] = [0, 1].map((k) => got.found.filter((_, i) => i % 2 === k));
    const checked = checkRef(disparity!, sure!, got.claims, census[0]!, width, 0.125);
    assert.deepEqual([...got.checked], checked);
    const medians = medianRef(checked, width, height);
    assert.deepEqual([...got.medians], medians);
    const kept = supportRef(medians, width, height, support);
    const disparities = medians.map((d, i) => kept[i] ? Math.max(d, 0) : 0);
    assert.deepEqual([...got.disparity], disparities);
    assert.deepEqual([...got.confidence], [...sure!].map((c, i) => kept[i] ? c : 0));

    const share = (values: boolean[]) => values.filter(Boolean).length / values.length;
    assert.ok(share(census[0]!.map((bits) => bits < TEXTURED)) > 0.02, "some are blank");
    assert.ok(share(checked.map((d) => d !== NONE)) > 0.3, "many pass");
    assert.ok(share(checked.map((d, i) => d === NONE && disparity![i] !== NONE)) > 0.02);
    assert.ok(share(kept.map((k, i) => !k && checked[i] !== NONE)) > 0, "some lack support");
    for (const stage of Object.values(stages)) stage.dispose();
    for (const texture of [left!, right!]) texture.destroy();
  });
}

Deno.test("brightness of an sRGB texture is that of its bytes", async () => {
  const [width, height] = [16, 5];
  const random = counterRandom(3);
  const bytes = new Uint8Array(4 * width * height).map(() => Math.floor(256 * random()));
  const texture = eye(width, height, "rgba8unorm-srgb", bytes);
  const stages = stereoStages(device, texture, texture, { candidates: 16 });
  const wanted = brightnessRef(bytes, width, height);
  // Drivers may round a decoded texel by 0.6 / 255.
  assertAllClose(await stages.brightness.read(), [...wanted, ...wanted], { rtol: 0, atol: 12 });
  for (const stage of Object.values(stages)) stage.dispose();
  texture.destroy();
});

for (const shift of [0.25, 3, 7.5, 20.3]) {
  Deno.test(`a picture shifted by ${shift} px has that disparity, sharper than a pixel`, async () => {
    const [width, height] = [96, 40];
    const shade = texture(11);
    const left = picture(width, height, noisy(shade, 0.01, 1));
    const right = picture(width, height, noisy((x, y) => shade(x + shift, y), 0.01, 2));
    const inside = (x: number, y: number) =>
      x > shift + 6 && x < width - 6 && y > 4 && y < height - 4 ? shift : null;
    const { density, bad, rms, mean } = errors(
      await match(left, right, width, { candidates: 32 }),
      width,
      inside,
    );
    assert.ok(density > 0.97 && bad < 0.005, `density ${density}, bad ${bad}`);
    // Sums of costs draw what is found towards whole pixels a little.
    assert.ok(rms < 0.25 && Math.abs(mean) < 0.2, `rms ${rms}, mean ${mean}`);
  });
}

Deno.test("slanted planes are seen as slanted, sharper than a pixel", async () => {
  const [width, height] = [128, 64];
  const shade = texture(5);
  // d = base + right x + down y, x of the left picture; solved for x of the right one below.
  for (const [base, right, down] of [[2, 0, 0.25], [4, 0.08, 0.05], [18, -0.1, 0]] as const) {
    const truth = (x: number, y: number) => base + right * x + down * y;
    const left = picture(width, height, noisy(shade, 0.01, 1));
    const seen = picture(
      width,
      height,
      noisy((x, y) => shade((x + base + down * y) / (1 - right), y), 0.01, 2),
    );
    const { density, bad, rms, mean } = errors(
      await match(left, seen, width, { candidates: 32 }),
      width,
      (x, y) =>
        x - truth(x, y) > 6 && x < width - 6 && y > 4 && y < height - 4 ? truth(x, y) : null,
    );
    const what = `plane ${base} + ${right} x + ${down} y: `;
    assert.ok(density > 0.95 && bad < 0.01, `${what}density ${density}, bad ${bad}`);
    assert.ok(rms < 0.25 && Math.abs(mean) < 0.1, `${what}rms ${rms}, mean ${mean}`);
  }
});

Deno.test("a box before a wall is told from it, and most of what it hides is left open", async () => {
  const [width, height] = [128, 64];
  const [wall, box] = [texture(21), texture(22)];
  const [far, near] = [3, 15];
  const inBox = (x: number, y: number) => x >= 50 && x < 90 && y >= 16 && y < 50;
  const left = picture(width, height, noisy((x, y) => (inBox(x, y) ? box : wall)(x, y), 0.01, 1));
  const right = picture(
    width,
    height,
    noisy((x, y) => inBox(x + near, y) ? box(x + near, y) : wall(x + far, y), 0.01, 2),
  );
  const result = await match(left, right, width, { candidates: 32 });
  const edge = 6;
  const within = (x: number, y: number, by: number) =>
    x >= 50 - by && x < 90 + by && y >= 16 - by && y < 50 + by;
  const hidden = (x: number, y: number) => x >= 50 - (near - far) && x < 50 && y >= 20 && y < 46;
  const onBox = errors(result, width, (x, y) => within(x, y, -edge) ? near : null);
  const onWall = errors(
    result,
    width,
    (x, y) => within(x, y, edge) || hidden(x, y) || x < 12 || x > width - 8 ? null : far,
  );
  assert.ok(onBox.density > 0.95 && onBox.bad < 0.01, `${JSON.stringify(onBox)}`);
  assert.ok(onWall.density > 0.9 && onWall.bad < 0.02, `${JSON.stringify(onWall)}`);
  const open = errors(result, width, (x, y) => hidden(x, y) ? far : null);
  assert.ok(open.density < 0.5, `${open.density} of what only one eye sees is kept`);
});

Deno.test("nothing is found where nothing matches, nor where there is nothing to see", async () => {
  const [width, height] = [96, 48];
  const left = picture(width, height, texture(1));
  const strange = await match(left, picture(width, height, texture(2)), width);
  const share = (confidence: ArrayLike<number>) =>
    Array.from(confidence).filter((c) => c > 0).length / confidence.length;
  assert.ok(share(strange.confidence) < 0.25, `${share(strange.confidence)} kept`);
  const flat = picture(width, height, () => 0.5);
  const blank = await match(flat, flat, width);
  assert.ok(share(blank.confidence) < 0.02, `${share(blank.confidence)} kept`);
  for (const { disparity, confidence } of [strange, blank]) {
    assert.ok(disparity.every((d, i) => d >= 0 && (confidence[i]! > 0 || d === 0)));
  }
});

Deno.test("a replay makes no object on the GPU, sees new pictures and repeats itself", async () => {
  const [width, height] = [64, 32];
  const shade = texture(9);
  const moved = (shift: number) => picture(width, height, (x, y) => shade(x + shift, y));
  const [left, right] = [eye(width, height, "rgba8unorm-srgb"), eye(width, height, "rgba8unorm")];
  using plan = record(device, () => matchStereo(device, left, right));
  show(left, moved(0));
  const look = async (shift: number) => {
    show(right, moved(shift));
    assert.deepEqual(await countGpuObjects(device.gpu, () => plan.run()), {});
    return await plan.outputs.disparity.read();
  };
  const middle = (disparity: ArrayLike<number>) => disparity[16 * width + 40]!;
  const first = await look(2);
  assert.ok(Math.abs(middle(first) - 2) < 0.3, `${middle(first)}`);
  assert.ok(Math.abs(middle(await look(6)) - 6) < 0.3);
  assert.deepEqual(await look(2), first);
  for (const texture of [left, right]) texture.destroy();
});

Deno.test("matchStereo() says what does not fit", () => {
  const format = "rgba8unorm";
  const [a, b, c] = [eye(16, 8, format), eye(16, 9, format), eye(18, 8, format)];
  assert.throws(
    () => matchStereo(device, a, b),
    /match a picture of 16 x 8 with one of 16 x 9: want equal sizes/,
  );
  assert.throws(() => matchStereo(device, c, c), /multiple of 4/);
  const deep = device.gpu.createTexture({ size: [16, 8], format: "r32float", usage: 0x06 });
  assert.throws(() => matchStereo(device, a, deep), /format r32float: want rgba8unorm-srgb/);
  const wrong: readonly [StereoOptions, RegExp][] = [
    [{ candidates: 24 }, /candidates 24: want a multiple of 16/],
    [{ candidates: 272 }, /candidates 272/],
    [{ paths: 5 as 4 }, /paths 5: want 4 or 8/],
    [{ p2: 97 }, /p2 97: want a whole number to 96/],
    [{ p1: 70 }, /p1 70: want a whole number to p2, 64/],
    [{ leastConfidence: NaN }, /leastConfidence NaN: want 0 to 1/],
    [{ support: 0 }, /support 0: want a whole number from 1 to 81/],
  ];
  for (const [options, message] of wrong) {
    assert.throws(() => matchStereo(device, a, a, options), { name: "RangeError", message });
  }
  for (const texture of [a, b, c, deep]) texture.destroy();
});
