import assert from "node:assert/strict";
import { TextureUsage } from "../../../vision/gpu_flags.ts";
import { idsToTarget, targetSettings } from "../../../vision/image/mod.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { integers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("idsToTarget() looks the top eight bits up, in the slot and the direction asked for", async () => {
  const device = await visionDevice();
  const { gpu } = device;
  const texture = gpu.createTexture({
    size: [5, 3],
    format: "r32uint",
    usage: TextureUsage.textureBinding | TextureUsage.copyDst,
  });
  const ids = integers([15], 2 ** 32, 4);
  gpu.queue.writeTexture({ texture }, ids, { bytesPerRow: 20 }, [5, 3]);
  const table = Uint32Array.from({ length: 256 }, (_, i) => i % 3 ? i % 11 : 255);
  const lookup = device.tensor(table, [256], { dtype: "u32" });
  const target = device.zeros([2, 3, 5], { dtype: "u32" });
  const settings = targetSettings(device);
  using plan = record(device, () => idsToTarget(texture, target, settings, lookup));
  const wanted = [...ids].map((id) => table[id >>> 24]!);
  plan.run();
  settings.set({ slot: 1, mirror: 1 });
  plan.run();
  const got = [...await target.read()];
  assert.deepEqual(got.slice(0, 15), wanted);
  assert.deepEqual(got.slice(15), wanted.map((_, i) => wanted[i - i % 5 + 4 - i % 5]!));
  // A slot beyond the batch writes nothing.
  settings.set({ slot: 2 });
  plan.run();
  assert.deepEqual([...await target.read()], got);
  const narrow = device.zeros([1, 3, 4], { dtype: "u32" });
  assert.throws(
    () => idsToTarget(texture, narrow, settings, lookup),
    /texture of 5 x 3 into u32 \[1, 3, 4\]: want u32 \[n, 3, 5\]/,
  );
  assert.throws(
    () => idsToTarget(texture, target, settings, device.counting(12)),
    /Cannot look up classes in u32 \[12\]: want u32 \[256\]/,
  );
  texture.destroy();
  for (const tensor of [lookup, target, narrow]) tensor.dispose();
  settings.dispose();
});
