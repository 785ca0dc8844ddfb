import assert from "node:assert/strict";
import fc from "fast-check";
import { defineLaneKernel, LANES, lanes, write } from "../../../vision/kernel/kernel.ts";
import { packUniforms, uniformBytes } from "../../../vision/kernel/uniforms.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("lanes() covers any count with rows that are not too long", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (count) => {
    const [x, y, z] = lanes(count);
    assert.ok(x <= 65535 && y <= 65535 && z === 1);
    const covered = x * y * LANES;
    assert.ok(covered >= count && covered - count < (y + 1) * LANES, `${covered} for ${count}`);
  }));
});

Deno.test("a lane kernel numbers its lanes beyond one row of workgroups", async () => {
  const device = await visionDevice();
  const kernel = defineLaneKernel({
    name: "number",
    bindings: { y: write("u32") },
    params: {},
    body: "  y[lane] = lane + 1u;",
  });
  const count = 65535 * LANES + 5;
  assert.ok(lanes(count)[1] > 1);
  using _scratch = device.arena();
  const y = device.empty([count], { dtype: "u32" });
  device.dispatch(kernel, { bindings: { y }, params: { lanes: count }, workgroups: lanes(count) });
  const numbers = await y.read();
  assert.equal(numbers.findIndex((value, i) => value !== i + 1), -1);
});

Deno.test("packUniforms() lays values out four bytes each and names one that is missing", () => {
  const fields = { a: "u32", b: "f32", c: "i32" } as const;
  assert.equal(uniformBytes(fields), 16);
  const bytes = new DataView(new ArrayBuffer(16));
  packUniforms(fields, { a: 7, b: 0.5, c: -2 }, bytes, 4);
  assert.deepEqual(
    [bytes.getUint32(4, true), bytes.getFloat32(8, true), bytes.getInt32(12, true)],
    [7, 0.5, -2],
  );
  const missing = { a: 1, b: 2 } as unknown as { a: number; b: number; c: number };
  assert.throws(() => packUniforms(fields, missing, bytes, 0), /"c" is undefined, want a number/);
});
