import assert from "node:assert/strict";
import type { Dispatch } from "../../../vision/kernel/dispatch.ts";
import { defineKernel, lanes, read, texels, write } from "../../../vision/kernel/kernel.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { Storage } from "../../../vision/kernel/storage.ts";
import { fitsTexels, planTexels } from "../../../vision/kernel/texel_copies.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const reader = defineKernel({
  name: "reader",
  bindings: { a: texels(), b: texels(), y: write("vec4f") },
  params: { lanes: "u32" },
  body: "if (id.x < p.lanes) { y[id.x] = a_at(i32(id.x)) + 2.0 * b_at(i32(id.x)); }",
});

const writer = defineKernel({
  name: "writer",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: { lanes: "u32" },
  body: "if (id.x < p.lanes) { y[id.x] = 3.0 * x[id.x]; }",
});

const storage = (bytes = 16) => new Storage(bytes, "persistent");

function dispatch(kernel: Dispatch["kernel"], ...resources: Storage[]): Dispatch {
  return { kernel, resources, params: new Uint8Array(16), workgroups: [1, 1, 1] };
}

const reads = (a: Storage, b: Storage) => dispatch(reader as never, a, b, storage());
const writes = (from: Storage, to: Storage) => dispatch(writer as never, from, to);

Deno.test("planTexels() copies once for readers that follow each other, and anew after a write", () => {
  const [a, b] = [storage(), storage()];
  const plan = planTexels([reads(a, b), reads(b, a), writes(b, a), reads(a, b)]);
  const copied = plan.copiesBefore.map((copies) => copies.map(({ storage }) => storage));
  assert.deepEqual(copied, [[a, b], [], [], [a]]);
  assert.notEqual(plan.slotOf[0]!.get(0), plan.slotOf[0]!.get(1), "two tensors in one texture");
  assert.equal(plan.slotOf[1]!.get(1), plan.slotOf[0]!.get(0));
});

Deno.test("planTexels() copies a tensor that two bindings read once", () => {
  const a = storage();
  const plan = planTexels([reads(a, a)]);
  assert.equal(plan.copiesBefore[0]!.length, 1);
  assert.equal(plan.slotOf[0]!.get(0), plan.slotOf[0]!.get(1));
});

Deno.test("planTexels() gives a slot on when its reader is far away, and copies again", () => {
  const [a, b, c] = [storage(), storage(), storage()];
  const between = Array.from({ length: 10 }, () => reads(c, c));
  const plan = planTexels([reads(a, b), ...between, reads(a, b)]);
  assert.equal(plan.copiesBefore.at(-1)!.length, 2);
  assert.ok(plan.slotRows.length <= 3, `${plan.slotRows.length} textures`);
});

Deno.test("planTexels() makes textures that hold the largest of their tensors", () => {
  const [small, large] = [storage(), storage(5 * 16 * 1024 + 16)];
  const plan = planTexels([reads(small, small), reads(large, large)]);
  const rows = plan.slotRows[plan.slotOf[1]!.get(0)!]!;
  assert.ok(rows >= 6, `${rows} rows`);
});

Deno.test("a kernel reads through texels what was written before it, in recordings and outside", async () => {
  const device = await visionDevice();
  // More than a row of texels and less than two: the last row is copied on its own.
  const count = 1500;
  const data = numbers(4 * count, 1);
  const x = device.tensor(data, [4 * count]);
  const run = (kernel: typeof reader | typeof writer, tensors: Record<string, Tensor>) => {
    device.dispatch(kernel as never, {
      bindings: tensors,
      params: { lanes: count },
      workgroups: lanes(count),
    } as never);
  };
  const build = () => {
    const once = device.empty([4 * count]);
    const twice = device.empty([4 * count]);
    run(reader, { a: x, b: x, y: once });
    run(writer, { x: once, y: twice });
    const both = device.empty([4 * count]);
    run(reader, { a: twice, b: once, y: both });
    // Written after it was read: the old copy will not do.
    run(writer, { x: both, y: once });
    const last = device.empty([4 * count]);
    run(reader, { a: once, b: twice, y: last });
    return last;
  };
  // once = 3x, twice = 9x, both = 15x, once = 45x, last = 63x.
  const wanted = data.map((value) => Math.fround(63 * value));
  const close = (got: ArrayLike<number>, scale = 1) => {
    for (let i = 0; i < wanted.length; i++) {
      assert.ok(Math.abs(got[i]! - scale * wanted[i]!) < 1e-4 * 63, `${i}: ${got[i]}`);
    }
  };
  {
    using _scratch = device.arena();
    close(await build().read());
  }
  using plan = record(device, build);
  plan.run();
  close(await plan.outputs.read());
  x.write(data.map((value) => -value));
  plan.run();
  close(await plan.outputs.read(), -1);
  x.dispose();
});

Deno.test("fitsTexels() tells what a texture of the device holds", async () => {
  const device = await visionDevice();
  const most = device.gpu.limits.maxTextureDimension2D * 16 * 1024;
  assert.ok(fitsTexels(device, 16));
  assert.ok(!fitsTexels(device, most + 16));
});
