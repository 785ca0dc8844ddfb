import assert from "node:assert/strict";
import { SensorCamera } from "../../../sim/render/film/sensor_camera.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { type FilmSpec, FULL_SIGNAL, type NoiseSpec } from "../../../sim/sensors/film.ts";
import { lightAt, weatherNamed } from "../../../sim/weather/weathers.ts";
import { plainDevice, readTexture } from "../../support/camera_pictures.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";
import { linear, signals } from "../../support/sensor_signals.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu);
const clear = lightAt({ weather: "clear", hour: 10 });
const eye = mountCamera([0, 0, 1.2], 0.3, 0.05);
const EXACT: NoiseSpec = { fullWell: 1e9, readNoise: 0, nonUniformity: 0, nightGain: 1 };

async function frames(
  film: FilmSpec,
  count: number,
  { seed = 3, light = clear, sensing = weatherNamed("clear").sensing, spec = ROVER_CAMERA } = {},
): Promise<Uint8Array[]> {
  const scene = renderer.createScene(plainLandscape());
  const camera = new SensorCamera(renderer, gpu, { ...spec, film }, seed);
  const taken: Uint8Array[] = [];
  for (let k = 0; k < count; k++) {
    camera.expose(scene, eye, light, { time: 0 }, sensing);
    taken.push(await readTexture(gpu, camera.colour, 4));
  }
  camera.dispose();
  scene.dispose();
  return taken;
}

/** Mean and variance over frames of every channel of every pixel, beside what it is without noise. */
async function statistics(noise: NoiseSpec, count: number, options: Parameters<typeof frames>[2]) {
  const [clean] = (await frames({}, 1, options)).map(signals);
  const noisy = (await frames({ noise }, count, options)).map(signals);
  return Array.from(clean!, (signal, k) => {
    const values = noisy.map((frame) => frame[k]!);
    const mean = values.reduce((a, b) => a + b) / count;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (count - 1);
    return { signal, mean, variance };
  });
}

for (
  const [name, factor, options] of [
    ["by day", 1, {}],
    ["in heavy rain's grey light", weatherNamed("heavy_rain").sensing.cameraNoise, {
      sensing: weatherNamed("heavy_rain").sensing,
    }],
  ] as const
) {
  Deno.test(`noise follows the photon transfer curve ${name}: variance over signal is a line`, async () => {
    const noise: NoiseSpec = { ...EXACT, fullWell: 1600, readNoise: 12 };
    const pixels = await statistics(noise, 16, options);
    const perSignal = noise.fullWell / FULL_SIGNAL;
    let groups = 0;
    for (let low = 0.3; low < 1.4; low += 0.2) {
      const group = pixels.filter(({ signal }) => signal >= low && signal < low + 0.2);
      if (group.length < 500) continue;
      groups++;
      const average = (value: (pixel: typeof group[number]) => number) =>
        group.reduce((sum, pixel) => sum + value(pixel), 0) / group.length;
      const wanted = average(({ signal }) =>
        factor ** 2 * (signal / perSignal + (noise.readNoise / perSignal) ** 2)
      );
      const got = average(({ variance }) => variance);
      assert.ok(Math.abs(got / wanted - 1) < 0.06, `variance ${got} at ${low}: wanted ${wanted}`);
      assert.ok(Math.abs(average(({ mean, signal }) => mean - signal)) < 0.01, "the mean stays");
    }
    assert.ok(groups >= 2, `${groups} groups of brightness`);
  });
}

Deno.test("nights have as many electrons fewer as they are amplified", async () => {
  const night = lightAt({ weather: "clear", hour: 23 });
  assert.equal(night.night, 1);
  const noise: NoiseSpec = { ...EXACT, fullWell: 8000, nightGain: 8 };
  const pixels = await statistics(noise, 12, { light: night });
  const group = pixels.filter(({ signal }) => signal > 0.05 && signal < 1);
  const ratio = group.reduce((sum, { variance, signal }) => sum + variance / signal, 0) /
    group.length;
  const wanted = noise.nightGain * FULL_SIGNAL / noise.fullWell;
  assert.ok(group.length > 500 && Math.abs(ratio / wanted - 1) < 0.08, `${ratio}, not ${wanted}`);
});

Deno.test("noise is another in each frame, the same for the same seed, and anew after a reset", async () => {
  const film = { noise: { ...EXACT, fullWell: 1000, readNoise: 5, nonUniformity: 0.02 } };
  const [first, second] = await frames(film, 2);
  assert.notDeepEqual(first, second);
  assert.deepEqual(await frames(film, 2), [first, second]);
  assert.notDeepEqual((await frames(film, 1, { seed: 4 }))[0], first);
  const scene = renderer.createScene(plainLandscape());
  const camera = new SensorCamera(renderer, gpu, { ...ROVER_CAMERA, film }, 3);
  camera.expose(scene, eye, clear);
  camera.resetHistory();
  camera.expose(scene, eye, clear);
  assert.deepEqual(await readTexture(gpu, camera.colour, 4), first);
  camera.dispose();
  scene.dispose();
});

Deno.test("pixels differ by a fixed share", async () => {
  const [clean] = (await frames({}, 1)).map(signals);
  const [one, two] = await frames({ noise: { ...EXACT, nonUniformity: 0.05 } }, 2);
  // What little noise is left may tip a byte.
  assert.ok(one!.every((byte, k) => Math.abs(byte - two![k]!) <= 1));
  const taken = [one!, two!].map(signals);
  const shares = Array.from(clean!, (signal, k) => taken[0]![k]! / signal)
    .filter((_, k) => clean![k]! > 0.4 && clean![k]! < 1.5);
  const deviation = Math.sqrt(shares.reduce((sum, s) => sum + (s - 1) ** 2, 0) / shares.length);
  assert.ok(shares.length > 5000 && Math.abs(deviation - 0.05) < 0.003, `${deviation}`);
});

Deno.test("light falls towards the corners by the fourth power of the cosine", async () => {
  const [clean] = (await frames({}, 1)).map(signals);
  const [dark] = (await frames({ vignetting: 1 }, 1)).map(signals);
  const f = 80 / Math.tan(40 * Math.PI / 180);
  let checked = 0;
  for (let v = 0; v < 120; v++) {
    for (let u = 0; u < 160; u++) {
      const at = 3 * (v * 160 + u);
      if (clean![at]! < 0.3 || clean![at]! > 2) continue;
      const wanted = (1 + ((u - 79.5) ** 2 + (v - 59.5) ** 2) / f ** 2) ** -2;
      assert.ok(Math.abs(dark![at]! / clean![at]! - wanted) < 0.03);
      checked++;
    }
  }
  assert.ok(checked > 3000);
});

Deno.test("a stop more is twice the light; white balance errs by one factor a channel", async () => {
  const [clean] = (await frames({}, 1)).map(signals);
  const [brighter] = (await frames({ compensation: 1 }, 1)).map(signals);
  const [tinted] = (await frames({ whiteBalance: 0.1 }, 1)).map(signals);
  const tints: [number[], number[], number[]] = [[], [], []];
  clean!.forEach((signal, k) => {
    if (signal < 0.3 || signal > 1.2) return;
    assert.ok(Math.abs(brighter![k]! / signal - 2) < 0.06);
    tints[k % 3]!.push(tinted![k]! / signal);
  });
  const [red, green, blue] = tints.map((shares) => {
    const mean = shares.reduce((a, b) => a + b) / shares.length;
    assert.ok(shares.every((share) => Math.abs(share - mean) < 0.03));
    return mean;
  });
  assert.ok(
    Math.abs(green! - 1) < 0.003 && Math.abs(red! - 1) > 0.01 && Math.abs(blue! - 1) > 0.01,
  );
});

/** Mean luminance of a picture, linear. */
function meanOf(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) {
    sum += 0.2126 * linear(bytes[at]!) + 0.7152 * linear(bytes[at + 1]!) +
      0.0722 * linear(bytes[at + 2]!);
  }
  return sum / (bytes.length / 4);
}

Deno.test("exposure follows the mean of what is seen to its target, and never past it", async () => {
  for (const target of [0.15, 0.6]) {
    const autoExposure = { target, speed: 0.4, range: 3 };
    const means = (await frames({ autoExposure }, 24)).map(meanOf);
    assert.ok(Math.abs(means[0]! - meanOf((await frames({}, 1))[0]!)) < 1e-3, "the first as asked");
    assert.ok(Math.abs(means.at(-1)! / target - 1) < 0.02, `${means.at(-1)} for ${target}`);
    const off = means.map((mean) => Math.abs(mean - target));
    assert.ok(off.every((value, k) => k === 0 || value <= off[k - 1]! + 2e-3), `${means}`);
    assert.ok(means.every((mean) => (mean - target) * (means[0]! - target) > -2e-3));
  }
  const limited = await frames({ autoExposure: { target: 0.9, speed: 1, range: 0.5 } }, 6);
  const [wanted] = await frames({ compensation: 0.5 }, 1);
  assert.ok(Math.abs(meanOf(limited.at(-1)!) - meanOf(wanted!)) < 0.01, "not past its range");
});

Deno.test("films are refused whose numbers are none, each by its name", () => {
  const refused: readonly (readonly [FilmSpec, RegExp])[] = [
    [{ shutter: { open: 1.5, samples: 4 } }, /share of 1\.5/],
    [{ shutter: { open: 0.5, samples: 1 } }, /samples 1/],
    [{ compensation: NaN }, /compensation of NaN/],
    [{ autoExposure: { target: 0, speed: 0.5, range: 1 } }, /target of 0/],
    [{ noise: { ...EXACT, fullWell: -1 } }, /full well of -1/],
    [{ noise: { ...EXACT, nightGain: 0.5 } }, /night gain of 0\.5/],
    [{ vignetting: 2 }, /vignetting 2/],
  ];
  for (const [film, message] of refused) {
    assert.throws(() => new SensorCamera(renderer, gpu, { ...ROVER_CAMERA, film }, 1), {
      name: "RangeError",
      message,
    });
  }
});
