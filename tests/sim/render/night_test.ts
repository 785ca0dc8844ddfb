import assert from "node:assert/strict";
import fc from "fast-check";
import { type ActorGroup } from "../../../sim/actors/actor.ts";
import { compose, fromYawPitchRoll, type Pose, type Vec3 } from "../../../sim/pose.ts";
import { headlamps, type Lamp, LampField, Renderer } from "../../../sim/render/mod.ts";
import { HeadlampTable } from "../../../sim/render/lamps/headlamp_table.ts";
import { LampUniforms, MAX_LAMPS } from "../../../sim/render/lamps/lamp_uniforms.ts";
import { MoverTable } from "../../../sim/render/movers/mover_table.ts";
import { Frustum } from "../../../sim/render/projection.ts";
import { mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { shapeNamed } from "../../../sim/shapes/mod.ts";
import { type Light } from "../../../sim/weather/light.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readTexture } from "../../support/camera_pictures.ts";
import { linearColour, radianceOf } from "../../support/linear_colour.ts";
import { boxGroup, cubes } from "../../support/moving_boxes.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu, { shapes: cubes });
const SIZE = 64;
const camera = renderer.createCamera({ ...ROVER_CAMERA, width: SIZE, height: SIZE, fovDeg: 60 });
/** A wall across the view, its face in the plane x = 10. */
const WALL = 10;
const wall = {
  id: 1 << 20,
  label: "car",
  half: [0.5, 40, 40],
  pose: { position: [WALL + 0.5, 0, 0], orientation: [0, 0, 0, 1] } as Pose,
} as const;
const scene = renderer.createScene(plainLandscape(), [boxGroup([wall])]);
const EYE: Vec3 = [0, 0, 30];
const view = mountCamera(EYE, 0, 0);
/** A night without haze, so that a pixel shows its surface alone. */
const night: Light = { ...lightAt({ weather: "clear", hour: 1 }), fogDensity: 1e-9, exposure: 2 };

async function picture(lamps: readonly Lamp[], light = night): Promise<Uint8Array> {
  scene.lamps.moving = lamps;
  renderer.render(scene, camera, view, light);
  const bytes = await readTexture(gpu, camera.colour, 4);
  scene.lamps.moving = [];
  return bytes;
}

/** Where the ray of a pixel meets the wall. */
function onWall(column: number, row: number): Vec3 {
  const { fx, fy, cx, cy } = camera.intrinsics;
  return [WALL, EYE[1] - WALL * (column - cx) / fx, EYE[2] - WALL * (row - cy) / fy];
}

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vec3, b: Vec3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Irradiance of a lamp on the wall, green: inverse square, cone, reach, and the cosine with its wrap. */
function irradiance({ position, direction, cone, colour, reach }: Lamp, point: Vec3): number {
  const to = minus(position, point);
  const d = Math.hypot(...to);
  const way: Vec3 = [-to[0] / d, -to[1] / d, -to[2] / d];
  let inside = 1;
  if (direction) {
    const ahead = dot(way, direction);
    const off = minus(way, [
      direction[0] * ahead,
      direction[1] * ahead,
      direction[2] * ahead,
    ]);
    const sine2 = off[0] ** 2 + off[1] ** 2 + (2.6 * off[2]) ** 2;
    const [inner, outer] = [Math.sin(cone[0]) ** 2, Math.sin(cone[1]) ** 2];
    const t = Math.max(0, Math.min(1, (sine2 - inner) / (outer - inner)));
    inside = ahead < 0 ? 0 : (1 - t * t * (3 - 2 * t)) ** 2;
  }
  const near = Math.max(0, 1 - (d / reach) ** 4) ** 2;
  // The wall's face looks to -x.
  const cosine = Math.max(0, (way[0] + 0.1) / 1.1);
  return colour[1] * inside * near * cosine / Math.max(d * d, 0.16);
}

async function assertLit(lamp: Lamp): Promise<void> {
  const [dark, lit] = [await picture([]), await picture([lamp])];
  // What the wall throws back of one unit of irradiance follows from two lamps of known strength far away.
  let compared = 0;
  const ratios: number[] = [];
  for (let row = 2; row < SIZE; row += 5) {
    for (let column = 2; column < SIZE; column += 5) {
      const pixel = row * SIZE + column;
      const gained = radianceOf(lit, pixel, night)[1] - radianceOf(dark, pixel, night)[1];
      const expected = irradiance(lamp, onWall(column, row));
      if (expected < 0.004) assert.ok(gained < 0.004, `dark place gains ${gained}`);
      if (lit[4 * pixel + 1]! > 245 || expected < 0.15) continue;
      ratios.push(gained / expected);
      compared++;
    }
  }
  assert.ok(compared >= 8, `only ${compared} pixels tell of the lamp`);
  const mean = ratios.reduce((sum, x) => sum + x, 0) / compared;
  // Paint of the boxes: its albedo, less the share that it mirrors.
  assert.ok(mean > 0.15 && mean < 0.2, `albedo ${mean}`);
  for (const ratio of ratios) {
    assert.ok(Math.abs(ratio / mean - 1) < 0.08, `${ratio} is not ${mean}`);
  }
}

Deno.test("a lamp lights a wall by the inverse square, the cosine and its reach", async () => {
  const lamp = { direction: null, cone: [0, 1], colour: [30, 30, 30], reach: 25 } as const;
  await assertLit({ ...lamp, position: [7, 0, 30] });
  await assertLit({ ...lamp, position: [5, 2, 28] });
  await assertLit({ ...lamp, position: [8, -1, 33], reach: 5 });
});

Deno.test("a lamp with a cone lights what lies in its cone", async () => {
  const lamp = { colour: [40, 40, 40], reach: 40 } as const;
  await assertLit({ ...lamp, position: [3, 0, 30], direction: [1, 0, 0], cone: [0.1, 0.6] });
  const a = Math.SQRT1_2;
  await assertLit({ ...lamp, position: [6, 3, 30], direction: [a, -a, 0], cone: [0, 0.7] });
  // It shines away from the wall.
  const away = await picture([{
    ...lamp,
    position: [6, 0, 30],
    direction: [-1, 0, 0],
    cone: [0.1, 0.6],
  }]);
  assert.deepEqual(away, await picture([]));
});

Deno.test("by day lamps change no byte; by night they do", async () => {
  const lamp = headlamps({ position: [2, 0, 29], orientation: fromYawPitchRoll(0) }, [0, 0, 0]);
  const day = lightAt({ weather: "clear", hour: 13 });
  assert.deepEqual(await picture([lamp], day), await picture([], day));
  assert.notDeepEqual(await picture([lamp]), await picture([]));
});

Deno.test("headlamps light the road ahead, and the middle of it most", async () => {
  const body = { position: [0, 0, 0], orientation: fromYawPitchRoll(0) } as const;
  const road = renderer.createScene(plainLandscape());
  const wide = renderer.createCamera({ ...ROVER_CAMERA, width: 80, height: 60 });
  const over = compose(body, mountCamera([0.5, 0, 1.4], 0, 0.12));
  const shot = async (lamps: readonly Lamp[]) => {
    road.lamps.moving = lamps;
    renderer.render(road, wide, over, night);
    return linearColour(await readTexture(gpu, wide.colour, 4));
  };
  const [dark, lit] = [await shot([]), await shot([headlamps(body, [1, 0, 0.65])])];
  const gain = (column: number, row: number) => {
    let sum = 0;
    for (let k = -2; k <= 2; k++) {
      const at = 4 * (row * 80 + column + k) + 1;
      sum += lit[at]! - dark[at]!;
    }
    return sum / 5;
  };
  // Row 36 looks at the ground some 6 m ahead, the last row at 1.6 m, the first at the sky.
  assert.ok(gain(40, 36) > 0.05, `${gain(40, 36)}`);
  assert.ok(gain(40, 36) > 3 * gain(4, 36));
  assert.ok(gain(40, 36) > 3 * gain(40, 59));
  assert.equal(gain(40, 3), 0);
  road.dispose();
  wide.dispose();
});

Deno.test("nights are dark, dusk lies between, and every hour shows something", async () => {
  const plain = renderer.createScene(plainLandscape());
  const level = mountCamera([0, 0, 1.2], 0.4, 0.2);
  const luminance = async (weather: string, hour: number) => {
    renderer.render(plain, camera, level, lightAt({ weather, hour }));
    const bytes = await readTexture(gpu, camera.colour, 4);
    return linearColour(bytes).filter((_, i) => i % 4 === 1).reduce((a, b) => a + b, 0) / SIZE ** 2;
  };
  for (const weather of ["clear", "overcast"]) {
    const [day, dusk, deep] = [
      await luminance(weather, 13),
      await luminance(weather, 20.8),
      await luminance(weather, 1),
    ];
    assert.ok(day > 2 * dusk && dusk > 1.3 * deep, `${weather}: ${day}, ${dusk}, ${deep}`);
    assert.ok(deep > 0.002 && deep < 0.06, `${weather} night: ${deep}`);
  }
  plain.dispose();
});

Deno.test("the evening sky is whole: bright all around, most where the sun went down", async () => {
  const open = renderer.createScene(plainLandscape());
  const light = lightAt({ weather: "clear", hour: 20.6 });
  const reds: number[] = [];
  for (let k = 0; k < 8; k++) {
    // Away from the sun and towards it too, exactly.
    const yaw = Math.atan2(light.glowDirection[1], light.glowDirection[0]) + k * Math.PI / 4;
    renderer.render(open, camera, mountCamera([0, 0, 2], yaw, -0.2), light);
    const bytes = await readTexture(gpu, camera.colour, 4);
    const sky = bytes.subarray(0, 4 * SIZE * (SIZE / 2)).filter((_, i) => i % 4 < 3);
    assert.ok(Math.min(...sky) > 40, `a pixel of the sky is black: ${Math.min(...sky)}`);
    reds.push(bytes.filter((_, i) => i % 4 === 0).reduce((a, b) => a + b, 0));
  }
  assert.equal(reds.indexOf(Math.max(...reds)), 0);
  open.dispose();
});

Deno.test("LampField chooses the nearest lamps, and none goes out at a stroke", () => {
  const frustum = new Frustum();
  // A view without bounds.
  frustum.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  const lampAt = (x: number): Lamp => ({
    position: [x, 0, 0],
    direction: null,
    cone: [0, 1],
    colour: [1, 1, 1],
    reach: 20,
  });
  fc.assert(fc.property(
    fc.array(fc.double({ min: 0, max: 150, noNaN: true }), { minLength: 1, maxLength: 40 }),
    (places) => {
      const uniforms = new LampUniforms();
      const half = places.length >> 1;
      const field = new LampField(places.slice(0, half).map(lampAt));
      field.moving = places.slice(half).map(lampAt);
      field.light(uniforms, frustum, [0, 0, 0], 1);
      const count = uniforms.count.value;
      const data = uniforms.data.array as { x: number }[];
      const chosen = Array.from({ length: count }, (_, k) => data[3 * k]!.x);
      const sorted = places.toSorted((a, b) => a - b);
      assert.deepEqual(chosen, sorted.slice(0, MAX_LAMPS));
      // The first that was left out would be as dark as the last that was taken, were it as far away.
      const shares = chosen.map((_, k) => data[3 * k + 2]!.x);
      shares.forEach((share, k) => {
        assert.ok(share >= 0 && share <= 1);
        if (k > 0) assert.ok(share <= shares[k - 1]! + 1e-12);
        const end = sorted[MAX_LAMPS];
        if (end !== undefined && end - chosen[k]! < 1e-9) assert.ok(share < 1e-6);
      });
      field.light(uniforms, frustum, [0, 0, 0], 0);
      assert.equal(uniforms.count.value, 0);
    },
  ));
});

/** A car's headlamps alone: one part, somewhere, burning as told. */
function lampsOfACar(pose: Pose, glow: number): ActorGroup {
  const half: Vec3 = [1, 1, 1];
  const group = boxGroup([{ id: 1 << 20, label: "car", half, pose }]);
  const [actor] = group.actors;
  const part = { shape: "saloon_head_lamps", label: "car", tint: [1, 1, 1] } as const;
  return {
    ...group,
    actors: [{ ...actor!, parts: [part] }],
    writeParts(out, at) {
      group.writeParts(out, at);
      out[at + 3] = glow;
    },
  };
}

Deno.test("headlamps of a vehicle burn between its lamps, ahead, as brightly as its part glows", () => {
  const { positions } = shapeNamed("saloon_head_lamps", 0);
  const along = (axis: number) => positions.filter((_, i) => i % 3 === axis);
  const pose = { position: [5, 7, 1], orientation: fromYawPitchRoll(Math.PI / 2) } as const;
  const lit = (glow: number) =>
    new HeadlampTable(new MoverTable([lampsOfACar(pose, glow)], shapeNamed, () => 0), shapeNamed)
      .lit();
  const [lamp, ...others] = lit(1);
  assert.equal(others.length, 0);
  // Turned to the left, its front looks along y.
  assert.ok(Math.abs(lamp!.position[0] - 5) < 0.02);
  const forward = lamp!.position[1] - 7, up = lamp!.position[2] - 1;
  assert.ok(forward > Math.min(...along(0)) && forward < Math.max(...along(0)) && forward > 1);
  assert.ok(up > Math.min(...along(2)) && up < Math.max(...along(2)));
  assert.ok(lamp!.direction![1] > 0.99 && lamp!.direction![2] < 0);
  assert.ok(Math.abs(lit(0.5)[0]!.colour[0] / lamp!.colour[0] - 0.5) < 1e-6);
  assert.deepEqual(lit(0), []);
});
