import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { PNG } from "pngjs";
import { havePhotographs, MOTORCYCLE, PHOTOGRAPHS } from "../../../host/photographs.ts";
import { matchStereo } from "../../../vision/image/stereo/mod.ts";
import { TextureUsage } from "../../../vision/gpu_flags.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { readTensors } from "../../../vision/tensor.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Columns that are matched: a multiple of 4. */
const [WIDTH, HEIGHT] = [740, 500];

const bytesOf = (k: number) => Deno.readFile(new URL(MOTORCYCLE[k]!, PHOTOGRAPHS));

async function textureOf(gpu: GPUDevice, photograph: number): Promise<GPUTexture> {
  const { width, data } = PNG.sync.read(Buffer.from(await bytesOf(photograph)));
  const rgba = new Uint8Array(4 * WIDTH * HEIGHT);
  for (let row = 0; row < HEIGHT; row++) {
    rgba.set(data.subarray(4 * row * width, 4 * (row * width + WIDTH)), 4 * row * WIDTH);
  }
  const texture = gpu.createTexture({
    size: [WIDTH, HEIGHT],
    format: "rgba8unorm",
    usage: TextureUsage.textureBinding | TextureUsage.copyDst,
  });
  gpu.queue.writeTexture({ texture }, rgba, { bytesPerRow: 4 * WIDTH }, [WIDTH, HEIGHT]);
  return texture;
}

/** The one array of an `.npz`: a zip file of one deflated `.npy`. */
async function arrayOf(
  zip: Uint8Array<ArrayBuffer>,
): Promise<{ width: number; data: Float32Array }> {
  const header = new DataView(zip.buffer, zip.byteOffset);
  const start = 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = zip.subarray(start, start + header.getUint32(18, true));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const npy = await new Response(plain).arrayBuffer();
  const end = 10 + new DataView(npy).getUint16(8, true);
  const words = new TextDecoder().decode(npy.slice(10, end));
  const [, , width] = /'<f4'.*'shape': \((\d+), (\d+)\)/.exec(words)!;
  return { width: Number(width), data: new Float32Array(npy.slice(end)) };
}

Deno.test({
  name: "a photographed pair is matched: nine pixels of ten, and nine of ten of those to a pixel",
  ignore: !await havePhotographs(),
  async fn() {
    const device = await visionDevice();
    const left = await textureOf(device.gpu, 0);
    const right = await textureOf(device.gpu, 1);
    const plan = record(device, () => matchStereo(device, left, right, { candidates: 80 }));
    plan.run();
    const { disparity, confidence } = plan.outputs;
    const [found, sure] = await readTensors([disparity, confidence]);
    const truth = await arrayOf(await bytesOf(2));
    let [seen, kept] = [0, 0];
    const errors: number[] = [];
    for (let row = 0; row < HEIGHT; row++) {
      for (let column = 0; column < WIDTH; column++) {
        const wanted = truth.data[row * truth.width + column]!;
        // Not measured, or beyond the right picture's edge.
        if (!Number.isFinite(wanted) || wanted > column) continue;
        seen++;
        const k = row * WIDTH + column;
        if (!(sure![k]! > 0)) continue;
        kept++;
        errors.push(Math.abs(found![k]! - wanted));
      }
    }
    errors.sort((a, b) => a - b);
    const bad = errors.filter((error) => error > 1).length / kept;
    const middle = errors[kept >> 1]!;
    const said = `${kept} of ${seen} px kept, ${bad} bad, half of them within ${middle} px`;
    assert.ok(seen > 300_000 && kept > 0.88 * seen, said);
    assert.ok(bad < 0.09 && middle < 0.2, said);
    plan.dispose();
    left.destroy();
    right.destroy();
  },
});
