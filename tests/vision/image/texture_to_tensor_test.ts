import assert from "node:assert/strict";
import { TextureUsage } from "../../../vision/gpu_flags.ts";
import { imageSettings, textureToTensor } from "../../../vision/image/mod.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { integers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const WIDTH = 7;
const HEIGHT = 3;
const mean = [0.4, 0.5, 0.6] as const;
const deviation = [0.2, 0.25, 0.3] as const;

function picture(gpu: GPUDevice, format: GPUTextureFormat, seed: number) {
  const texture = gpu.createTexture({
    size: [WIDTH, HEIGHT],
    format,
    usage: TextureUsage.textureBinding | TextureUsage.copyDst,
  });
  const bytes = new Uint8Array(integers([WIDTH * HEIGHT * 4], 256, seed));
  gpu.queue.writeTexture({ texture }, bytes, { bytesPerRow: WIDTH * 4 }, [WIDTH, HEIGHT]);
  return { texture, bytes };
}

/** What a channel of a pixel of the picture becomes; `vary` works on the encoded value. */
function wanted(
  bytes: Uint8Array,
  { mirror = false, vary = (value: number, _channel: number) => value } = {},
): number[] {
  return [0, 1, 2].flatMap((channel) =>
    Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
      const x = i % WIDTH;
      const at = i - x + (mirror ? WIDTH - 1 - x : x);
      const value = vary(bytes[at * 4 + channel]! / 255, channel);
      return (Math.min(Math.max(value, 0), 1) - mean[channel]!) / deviation[channel]!;
    })
  );
}

// Drivers may round a decoded sRGB texel by 0.6/255 (Vulkan's own allowance); 1.3e-3 on lavapipe.
const FORMATS = [["rgba8unorm", 1e-4], ["rgba8unorm-srgb", 0.6 / 255 / 0.2]] as const;

for (const [format, atol] of FORMATS) {
  Deno.test(`textureToTensor() puts an ${format} picture, encoded and normalised, into its slot`, async () => {
    const device = await visionDevice();
    const images = device.zeros([2, 3, HEIGHT, WIDTH]);
    const settings = imageSettings(device);
    const { texture, bytes } = picture(device.gpu, format, 1);
    using plan = record(device, () => {
      textureToTensor(texture, images, settings, { mean, deviation });
    });
    settings.set({ slot: 1 });
    plan.run();
    const both = await images.read();
    const half = both.length / 2;
    assert.ok(both.slice(0, half).every((value) => value === 0), "the other image is untouched");
    assertAllClose(both.slice(half), wanted(bytes), { atol });
    const counts = await countGpuObjects(device.gpu, () => {
      settings.set({ slot: 0, mirror: 1 });
      plan.run();
    });
    assert.deepEqual(counts, {});
    assertAllClose((await images.read()).slice(0, half), wanted(bytes, { mirror: true }), {
      atol,
    });
    texture.destroy();
    images.dispose();
    settings.dispose();
  });
}

Deno.test("textureToTensor() varies gain, gamma and contrast in this order, and adds seeded noise", async () => {
  const device = await visionDevice();
  const images = device.zeros([1, 3, HEIGHT, WIDTH]);
  const settings = imageSettings(device);
  const { texture, bytes } = picture(device.gpu, "rgba8unorm", 2);
  using plan = record(device, () => {
    textureToTensor(texture, images, settings, { mean, deviation, varied: true });
  });
  settings.set({ gainR: 0.8, gainG: 1, gainB: 1.3, gamma: 1.4, contrast: 0.7 });
  plan.run();
  const gains = [0.8, 1, 1.3];
  const vary = (value: number, channel: number) =>
    ((value * gains[channel]!) ** 1.4 - 0.5) * 0.7 + 0.5;
  const plain = await images.read();
  assertAllClose(plain, wanted(bytes, { vary }), { atol: 1e-3 });
  const noisy = async (seed: number) => {
    settings.set({ noise: 0.05, seed });
    plan.run();
    return await images.read();
  };
  const first = await noisy(1);
  assert.notDeepEqual(first, plain);
  assert.notDeepEqual(await noisy(2), first);
  assert.deepEqual(await noisy(1), first);
  const difference = [...first].map((value, i) =>
    (value - plain[i]!) * deviation[Math.floor(i / 21)]!
  );
  const spread = Math.sqrt(difference.reduce((sum, d) => sum + d * d, 0) / difference.length);
  assert.ok(spread > 0.025 && spread < 0.075, `noise of ${spread}`);
  texture.destroy();
  images.dispose();
  settings.dispose();
});

Deno.test("textureToTensor() says which sizes or format do not fit", async () => {
  const device = await visionDevice();
  const settings = imageSettings(device);
  const { texture } = picture(device.gpu, "rgba8unorm", 2);
  const options = { mean, deviation };
  assert.throws(
    () => textureToTensor(texture, device.zeros([1, 3, 4, 4]), settings, options),
    /texture of 7 x 3 into \[1, 3, 4, 4\]: want images \[n, 3, 3, 7\]/,
  );
  const other = picture(device.gpu, "rgba8uint", 2).texture;
  assert.throws(
    () => textureToTensor(other, device.zeros([1, 3, HEIGHT, WIDTH]), settings, options),
    /format rgba8uint: want rgba8unorm-srgb or rgba8unorm/,
  );
});
