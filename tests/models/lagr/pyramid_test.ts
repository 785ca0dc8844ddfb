import assert from "node:assert/strict";
import { bandAt, bandLayout, middleOf } from "../../../models/lagr/bands.ts";
import { type PinholeView } from "../../../models/lagr/camera_view.ts";
import { type GroundPlane, mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { headingOf } from "../../../models/lagr/horizon.ts";
import { DistancePyramid } from "../../../models/lagr/pyramid.ts";
import { pyramidReference } from "../../../models/lagr/pyramid_ref.ts";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { fromYawPitchRoll, inverse, rotate } from "../../../sim/pose.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { intrinsicsOf, mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { TextureUsage } from "../../../vision/gpu_flags.ts";
import { record } from "../../../vision/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { readTexture } from "../../support/camera_pictures.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { boxGroup, cubes, type MovingBox } from "../../support/moving_boxes.ts";
import { planeLandscape } from "../../support/plane_landscape.ts";
import { visionDevice } from "../../support/vision_device.ts";

const device = await visionDevice();

/** A camera that leans: pitch down, roll, radians. */
function plane(pitch: number, roll: number, height = 1): GroundPlane {
  return mountedPlane(height, pitch, roll);
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
  const plan = record(device, () => [pyramid.sample(), pyramid.apply()]);
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
  plan.dispose();
  pyramid.dispose();
  texture.destroy();
});

const VIEW = { width: 320, height: 240, fx: 190, fy: 190, cx: 159.5, cy: 119.5, baseline: 0.12 };
const LAYOUT = bandLayout(VIEW);
const texture = textureOf(VIEW, new Uint8Array(VIEW.width * VIEW.height * 4));
const pyramid = new DistancePyramid(device, texture, VIEW, LAYOUT);
const bands = record(device, () => pyramid.sample());

/**
 * The light of all bands where the camera sees `lit`, a share of each pixel: 4 x 4 rays are asked. Light of
 * pixels outside the picture is null.
 */
async function lightInBands(stance: GroundPlane, lit: (ray: readonly number[]) => boolean) {
  const rgba = new Uint8Array(VIEW.width * VIEW.height * 4);
  for (let v = 0; v < VIEW.height; v++) {
    for (let u = 0; u < VIEW.width; u++) {
      let sum = 0;
      for (let k = 0; k < 16; k++) {
        const x = (u + (k % 4) / 4 - 0.375 - VIEW.cx) / VIEW.fx;
        const y = (v + Math.floor(k / 4) / 4 - 0.375 - VIEW.cy) / VIEW.fy;
        sum += lit([x, y, 1]) ? 1 / 16 : 0;
      }
      const value = sum <= 0.0031308 ? 12.92 * sum : 1.055 * sum ** (1 / 2.4) - 0.055;
      rgba.fill(Math.round(255 * value), (v * VIEW.width + u) * 4, (v * VIEW.width + u) * 4 + 4);
    }
  }
  device.gpu.queue.writeTexture(
    { texture },
    rgba,
    { bytesPerRow: VIEW.width * 4 },
    [VIEW.width, VIEW.height],
  );
  pyramid.stand(stance);
  bands.run();
  const sampled = await bands.outputs.read();
  return (band: number, column: number, row: number): number | null => {
    const at = (row * LAYOUT.width + LAYOUT.offsets[band]! + column) * 4;
    return sampled[at + 3] ? lightOf(255 * sampled[at]!) : null;
  };
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);

for (const roll of [-15, -6, 0, 9, 15]) {
  Deno.test(`the horizon is level to less than a pixel in every band when the camera rolls by ${roll} degrees`, async () => {
    const stance = plane(0.12, roll * Math.PI / 180, 1);
    const light = await lightInBands(stance, (ray) => dot(ray, stance.normal) > 0);
    for (const [b, { width, footRow, height, distance }] of LAYOUT.bands.entries()) {
      const wanted = distance < Infinity
        ? footRow - LAYOUT.pixelsPerMetre * stance.height
        : footRow;
      let columns = 0;
      for (let column = 0; column < width; column++) {
        const rows = Array.from({ length: height }, (_, row) => light(b, column, row));
        if (rows.includes(null)) continue;
        columns++;
        // Light above and none below: their sum is how far down the light reaches.
        const horizon = rows.reduce((sum: number, value) => sum + value!, 0) - 0.5;
        assert.ok(Math.abs(horizon - wanted) < 0.5, `band ${b}, column ${column}: ${horizon}`);
      }
      assert.ok(
        columns > 0.5 * width,
        `${columns} of ${width} columns of band ${b} are seen whole`,
      );
    }
  });
}

Deno.test("a thing of given size keeps its height within a pixel from 5 m to 100 m, and stands on the foot row", async () => {
  const size = { height: 1.6, width: 1.2 };
  const stance = plane(0.15, -0.2, 1);
  const forward = headingOf(stance);
  const down = stance.normal.map((x) => -x);
  const right = [
    down[1]! * forward[2] - down[2]! * forward[1],
    down[2]! * forward[0] - down[0]! * forward[2],
    down[0]! * forward[1] - down[1]! * forward[0],
  ];
  const heights: number[] = [];
  for (let distance = 5; distance <= 100; distance *= 1.2) {
    const aside = 0.15 * distance;
    const light = await lightInBands(stance, (ray) => {
      const t = distance / dot(ray, forward);
      const x = t * dot(ray, right) - aside, up = stance.height - t * dot(ray, down);
      return t > 0 && Math.abs(x) < size.width / 2 && up > 0 && up < size.height;
    });
    const b = bandAt(LAYOUT, distance)!;
    const band = LAYOUT.bands[b]!;
    const middle = middleOf(band) + 0.15 * band.scale * VIEW.fx;
    const rows = Array.from(
      { length: band.height },
      (_, row) => light(b, Math.round(middle), row)!,
    );
    const height = rows.reduce((sum, value) => sum + value, 0);
    const foot = rows.reduce((sum, value, row) => sum + value * row, 0) / height + height / 2;
    assert.ok(
      Math.abs(height - size.height * LAYOUT.pixelsPerMetre) < 1,
      `${distance} m: ${height}`,
    );
    assert.ok(Math.abs(foot - band.footRow) < 1, `${distance} m: stands on row ${foot}`);
    heights.push(height);
  }
  assert.ok(heights.length > 15);
});

Deno.test("boxes of the world keep their height within a pixel from 6 m to 95 m", async () => {
  const renderer = await Renderer.create(device.gpu, { shapes: cubes });
  const place: MovingBox = {
    id: ENTITY.firstActor,
    label: "pole",
    half: [0.3, 0.4, 0.7],
    pose: { position: [0, 0, 0], orientation: [0, 0, 0, 1] },
  };
  const scene = renderer.createScene(planeLandscape(), [boxGroup([place])]);
  const mount = mountCamera([0, 0, 1], 0.3, 0.08, 0.2);
  const up = rotate(inverse(mount).orientation, [0, 0, 1]);
  const stance: GroundPlane = { normal: up, height: 1, inliers: 1 };
  // Far boxes through a longer lens: a pixel without antialiasing would be more than a pixel of a band.
  for (const [fovDeg, distances] of [[80, [6, 9, 14]], [16, [21, 33, 52, 95]]] as const) {
    const spec = { ...ROVER_CAMERA, width: 320, height: 240, fovDeg, outputs: ["ids"] as const };
    const camera = renderer.createCamera(spec);
    const view = { ...intrinsicsOf(spec), baseline: 0.12 };
    const layout = bandLayout(view);
    const mask = textureOf(view, new Uint8Array(320 * 240 * 4));
    const pyramid = new DistancePyramid(device, mask, view, layout);
    using plan = record(device, () => pyramid.sample());
    pyramid.stand(stance);
    for (const distance of distances) {
      const [east, north] = rotate(mount.orientation, headingOf(stance));
      // The front of the box is what is seen.
      const ahead = distance + place.half[0];
      place.pose = {
        position: [ahead * east, ahead * north, place.half[2]],
        orientation: fromYawPitchRoll(0.3),
      };
      scene.takePoses();
      renderer.render(scene, camera, mount, lightAt({ weather: "clear", hour: 12 }));
      const bytes = await readTexture(device.gpu, camera.picture("ids"), 4);
      const ids = new Uint32Array(bytes.buffer);
      const rgba = new Uint8Array(ids.length * 4).fill(0);
      ids.forEach((id, i) => (id & 0xffffff) === place.id && rgba.fill(255, 4 * i, 4 * i + 4));
      device.gpu.queue.writeTexture({ texture: mask }, rgba, { bytesPerRow: 320 * 4 }, [320, 240]);
      plan.run();
      const sampled = await plan.outputs.read();
      const b = bandAt(layout, distance)!;
      const band = layout.bands[b]!;
      const column = layout.offsets[b]! + Math.round(middleOf(band));
      const height = Array.from(
        { length: band.height },
        (_, row) => lightOf(255 * sampled[(row * layout.width + column) * 4]!),
      ).reduce((sum, value) => sum + value, 0);
      const wanted = 2 * place.half[2] * layout.pixelsPerMetre;
      assert.ok(Math.abs(height - wanted) < 1, `${distance} m: ${height} for ${wanted}`);
    }
    pyramid.dispose();
    mask.destroy();
    camera.dispose();
  }
  scene.dispose();
  renderer.dispose();
});

Deno.test("a grey picture has no colour, brightness alone changes nothing, and what is outside is 0", async () => {
  const stance = plane(0.1, 0.1);
  using plan = record(device, () => [pyramid.sample(), pyramid.apply()]);
  const random = counterRandom(5);
  const texels = Array.from({ length: VIEW.width * VIEW.height }, () => 60 + 60 * random());
  const atlasOf = async (factor: number) => {
    const rgba = new Uint8Array(texels.length * 4);
    texels.forEach((value, i) =>
      rgba.fill(Math.round(factor * Math.round(value)), 4 * i, 4 * i + 4)
    );
    device.gpu.queue.writeTexture(
      { texture },
      rgba,
      { bytesPerRow: VIEW.width * 4 },
      [VIEW.width, VIEW.height],
    );
    pyramid.stand(stance);
    plan.run();
    return await Promise.all(plan.outputs.map((tensor) => tensor.read()));
  };
  const [sampled, once] = await atlasOf(1);
  const [, twice] = await atlasOf(2);
  const pixels = LAYOUT.width * LAYOUT.height;
  let outside = 0, difference = 0;
  for (let i = 0; i < pixels; i++) {
    if (sampled![4 * i + 3] === 0) {
      outside++;
      assert.deepEqual([once![i], once![pixels + i], once![2 * pixels + i]], [0, 0, 0]);
    } else difference += Math.abs(once![i]! - twice![i]!) / pixels;
    assert.ok(Math.abs(once![pixels + i]!) < 1e-3 && Math.abs(once![2 * pixels + i]!) < 1e-3);
  }
  assert.ok(outside > 100);
  // sRGB is no power, so that twice the code is not quite twice the contrast.
  assert.ok(difference < 0.05, `${difference}`);
});

Deno.test("a pyramid says which texture does not fit", () => {
  const other = textureOf({ ...VIEW, width: 64, height: 48 }, new Uint8Array(64 * 48 * 4));
  assert.throws(
    () => new DistancePyramid(device, other, VIEW, LAYOUT),
    /texture of 64 x 48: wanted 320 x 240/,
  );
  const ids = device.gpu.createTexture({
    size: [320, 240],
    format: "r32uint",
    usage: TextureUsage.textureBinding,
  });
  assert.throws(() => new DistancePyramid(device, ids, VIEW, LAYOUT), /format r32uint: wanted/);
});
