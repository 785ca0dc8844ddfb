import assert from "node:assert/strict";
import { bandLayout } from "../../../models/lagr/bands.ts";
import { type PinholeView } from "../../../models/lagr/camera_view.ts";
import { type GroundPlane } from "../../../models/lagr/ground_plane.ts";
import { DistancePyramid } from "../../../models/lagr/pyramid.ts";
import { pyramidReference } from "../../../models/lagr/pyramid_ref.ts";
import { TextureUsage } from "../../../vision/gpu_flags.ts";
import { record } from "../../../vision/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { visionDevice } from "../../support/vision_device.ts";

const device = await visionDevice();

/** A camera that leans: pitch down, roll, radians. */
function plane(pitch: number, roll: number, height = 1): GroundPlane {
  const [y, z] = [-Math.cos(pitch), -Math.sin(pitch)];
  return {
    normal: [Math.sin(roll) * y, Math.cos(roll) * y, z],
    height,
    inliers: 1,
  };
}

function textureOf({ width, height }: PinholeView, rgba: Uint8Array<ArrayBuffer>): GPUTexture {
  const texture = device.gpu.createTexture({
    size: [width, height],
    format: "rgba8unorm",
    usage: TextureUsage.textureBinding | TextureUsage.copyDst,
  });
  device.gpu.queue.writeTexture({ texture }, rgba, { bytesPerRow: width * 4 }, [width, height]);
  return texture;
}

/** IEC 61966-2-1, of a byte. */
function lightOf(byte: number): number {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

Deno.test("the pyramid is that of the f64 reference, for cameras that lean", async () => {
  const view = { width: 61, height: 46, fx: 40, fy: 42, cx: 29.5, cy: 22, baseline: 0.1 };
  const layout = bandLayout(view, { near: 2, far: 30, ratio: 1.7, pixelsPerMetre: 4 });
  assert.ok(layout.bands[0]!.scale < 0.25 && layout.bands.at(-1)!.scale > 2);
  const random = counterRandom(3);
  const rgba = new Uint8Array(view.width * view.height * 4);
  for (let i = 0; i < rgba.length; i++) rgba[i] = 255 * random() ** (i % 4 === 0 ? 1 : 1.7);
  const data = Float64Array.from(
    { length: view.width * view.height * 3 },
    (_, i) => lightOf(rgba[Math.floor(i / 3) * 4 + i % 3]!),
  );
  const texture = textureOf(view, rgba);
  const pyramid = new DistancePyramid(device, texture, view, layout);
  using plan = record(device, () => [pyramid.sample(), pyramid.apply()]);
  for (const stance of [plane(0.1, 0.2, 1.1), plane(-0.05, -0.26, 0.8), plane(0.4, 0)]) {
    pyramid.stand(stance);
    const counts = await countGpuObjects(device.gpu, () => plan.run());
    assert.deepEqual(counts, {});
    const picture = { width: view.width, height: view.height, data };
    const wanted = pyramidReference(picture, view, layout, stance);
    const [sampled, atlas] = await Promise.all(plan.outputs.map((tensor) => tensor.read()));
    // Where a pixel lies on the picture's very border, rounding decides.
    const seen = wanted.sampled.filter((_, i) => i % 4 === 3);
    const differ = seen.filter((value, i) => value !== sampled![4 * i + 3]).length;
    assert.ok(differ === 0, `${differ} of ${seen.length} differ`);
    assert.ok(seen.filter((value) => value === 1).length > 0.2 * seen.length);
    assertAllClose(sampled!, wanted.sampled, { atol: 2e-5, rtol: 1e-4 });
    assertAllClose(atlas!, wanted.atlas, { atol: 2e-3, rtol: 1e-3 });
  }
  pyramid.dispose();
  texture.destroy();
});
