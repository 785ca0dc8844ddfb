import assert from "node:assert/strict";
import fc from "fast-check";
import { type CameraSpec, intrinsicsOf, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { lensOf, type LensSpec } from "../../../sim/sensors/lens.ts";

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const share = real(0, 1);
/** Lenses that are bought: a few tenths at most, falling from term to term. */
const brown = fc.record({
  model: fc.constant("brown_conrady" as const),
  k1: real(-0.25, 0.4),
  k2: real(0, 0.15),
  k3: real(0, 0.02),
  p1: real(-4e-3, 4e-3),
  p2: real(-4e-3, 4e-3),
});
const fisheye = fc.record({
  model: fc.constant("kannala_brandt" as const),
  k1: real(-0.04, 0.05),
  k2: real(-0.004, 0.01),
  k3: real(-3e-4, 5e-4),
  k4: real(-2e-5, 5e-5),
});

/** The camera, or null where that lens folds over within its picture. */
function made(spec: CameraSpec) {
  try {
    return lensOf(spec);
  } catch (error) {
    assert.ok(error instanceof RangeError && /fold/.test(error.message));
    return null;
  }
}

for (
  const [name, lenses, fov] of [
    ["Brown-Conrady", brown, real(20, 95)],
    ["Kannala-Brandt", fisheye, real(60, 200)],
  ] as const
) {
  Deno.test(`${name}: unproject() undoes project() to 1e-9 pixels all over the picture`, () => {
    let folded = 0, runs = 0;
    fc.assert(
      fc.property(lenses as fc.Arbitrary<LensSpec>, fov, share, share, (lens, fovDeg, a, b) => {
        runs++;
        const camera = made({ ...ROVER_CAMERA, fovDeg, lens });
        if (!camera) return void folded++;
        const [u, v] = [a * 160 - 0.5, b * 120 - 0.5];
        const ray = camera.unproject(u, v);
        // Beyond the circle of a fisheye.
        if (!ray) return assert.equal(camera.depth, "range");
        assert.ok(Math.abs(Math.hypot(...ray) - 1) < 1e-12);
        const back = camera.project([7 * ray[0], 7 * ray[1], 7 * ray[2]])!;
        assert.ok(Math.hypot(back[0] - u, back[1] - v) < 1e-9, `${back} for ${[u, v]}`);
      }),
      { numRuns: 2000 },
    );
    assert.ok(folded < 0.3 * runs, `${folded} of ${runs} lenses fold over`);
  });

  Deno.test(`${name}: project() undoes unproject() to 1e-9 radians within the field of view`, () => {
    fc.assert(
      fc.property(lenses as fc.Arbitrary<LensSpec>, fov, share, share, (lens, fovDeg, a, b) => {
        const camera = made({ ...ROVER_CAMERA, fovDeg, lens });
        if (!camera) return;
        const angle = 0.49 * a * fovDeg * Math.PI / 180;
        const around = 2 * Math.PI * b;
        const ray = [
          Math.sin(angle) * Math.cos(around),
          Math.sin(angle) * Math.sin(around),
          Math.cos(angle),
        ] as const;
        const seen = camera.project(ray);
        if (!seen) return assert.ok(camera.depth === "axial");
        const back = camera.unproject(...seen)!;
        assert.ok(Math.hypot(...ray.map((value, k) => value - back[k]!)) < 1e-9);
      }),
      { numRuns: 2000 },
    );
  });
}

Deno.test("without coefficients a lens is a pinhole, and a fisheye keeps angles", () => {
  const plain = intrinsicsOf(ROVER_CAMERA);
  const hole = lensOf({ ...ROVER_CAMERA, lens: { model: "brown_conrady" } });
  assert.deepEqual(hole.intrinsics, plain);
  const [u, v] = hole.project([0.4, -0.2, 1])!;
  assert.ok(Math.abs(u - (plain.fx * 0.4 + plain.cx)) < 1e-12);
  assert.ok(Math.abs(v - (plain.fy * -0.2 + plain.cy)) < 1e-12);
  const wide = lensOf({ ...ROVER_CAMERA, fovDeg: 200, lens: { model: "kannala_brandt" } });
  const perRadian = 80 / (100 * Math.PI / 180);
  for (const angle of [0.3, 1, 1.7]) {
    const [u, v] = wide.project([Math.sin(angle), 0, Math.cos(angle)])!;
    assert.ok(Math.abs(u - (79.5 + perRadian * angle)) < 1e-9 && Math.abs(v - 59.5) < 1e-9);
  }
});

/** OpenCV's own words for its distortion, term by term. */
Deno.test("Brown-Conrady is OpenCV's order of coefficients", () => {
  const [k1, k2, p1, p2, k3] = [-0.2, 0.05, 1e-3, -2e-3, 0.01];
  const lens = { model: "brown_conrady", k1, k2, p1, p2, k3 } as const;
  const calibration = { fx: 100, fy: 90, cx: 70, cy: 50 };
  const camera = lensOf({ ...ROVER_CAMERA, fovDeg: 60, lens: { ...lens, calibration } });
  const [x, y] = [0.3, -0.25];
  const r2 = x ** 2 + y ** 2;
  const radial = 1 + k1 * r2 + k2 * r2 ** 2 + k3 * r2 ** 3;
  const xd = x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x ** 2);
  const yd = y * radial + p1 * (r2 + 2 * y ** 2) + 2 * p2 * x * y;
  const [u, v] = camera.project([2 * x, 2 * y, 2])!;
  assert.ok(Math.abs(u - (100 * xd + 70)) < 1e-12 && Math.abs(v - (90 * yd + 50)) < 1e-12);
});

Deno.test("lenses that fold over within the picture are refused", () => {
  const fold = (lens: LensSpec, fovDeg = 100) =>
    assert.throws(() => lensOf({ ...ROVER_CAMERA, fovDeg, lens }), {
      name: "RangeError",
      message: /fold/,
    });
  fold({ model: "brown_conrady", k1: -0.3 });
  // Up to the middle of the edges, but not to the corners.
  fold({ model: "brown_conrady", k1: -0.3 }, 88);
  fold({ model: "kannala_brandt", k1: -0.2 }, 180);
  fold({ model: "kannala_brandt", k1: -0.15, coverageDeg: 200 });
  for (const fovDeg of [0, 201, NaN]) {
    assert.throws(() => lensOf({ ...ROVER_CAMERA, fovDeg, lens: { model: "kannala_brandt" } }), {
      name: "RangeError",
    });
  }
  assert.throws(() => lensOf({ ...ROVER_CAMERA, lens: { model: "brown_conrady", k1: NaN } }), {
    message: /finite/,
  });
});
