import assert from "node:assert/strict";
import type { Files } from "../../host/files.ts";
import { useTuning } from "../../host/tuning.ts";
import { Device } from "../../vision/device.ts";
import { visionDevice } from "../support/vision_device.ts";

/** A disk that holds what it is given. */
function memoryFiles(content: Record<string, string>): Files & { content: typeof content } {
  return {
    content,
    read: (path) => {
      const text = content[path];
      return text === undefined
        ? Promise.reject(new Error("no such file"))
        : Promise.resolve(new TextEncoder().encode(text));
    },
    exists: (path) => Promise.resolve(path in content),
    ensureWritable: () => Promise.resolve(),
    write: (path, bytes) => {
      content[path] = String(bytes);
      return Promise.resolve();
    },
  };
}

const work = {
  family: "test",
  shape: "one",
  variants: ["a", "b"],
  sample: () => ({ run: () => {}, dispose: () => {} }),
};

Deno.test("useTuning() keeps what was chosen for an adapter, and finds it again", async () => {
  const { gpu } = await visionDevice();
  const adapter = { name: "A card (rev. 2)", software: false };
  const files = memoryFiles({});
  const first = Device.wrap(gpu, adapter);
  const keep = await useTuning(first, files);
  await keep();
  assert.deepEqual(Object.keys(files.content), [], "nothing was chosen, nothing is written");
  first.tuner.choose(work, "b");
  await keep();
  const [path] = Object.keys(files.content);
  assert.match(path!, /\.farsight\/tuning\/a_card_rev_2_\.json$/);
  // A choice that no longer fits is made anew, and kept in its place.
  first.tuner.choose(work, "a");
  await keep();
  assert.match(files.content[path!]!, /\\"a\\"/);
  first.tuner.choose(work, "b");
  await keep();
  const second = Device.wrap(gpu, adapter);
  await useTuning(second, files);
  assert.equal(second.tuner.pick(work), "b");
  const other = Device.wrap(gpu, { name: "Another", software: false });
  await useTuning(other, files);
  assert.equal(other.tuner.pick(work), "a");
  for (const device of [first, second, other]) device.dispose();
});

Deno.test("useTuning() goes on without a memory that is broken or cannot be kept", async () => {
  const { gpu } = await visionDevice();
  for (const text of ["{", "null", '{"test one":7}', "[]"]) {
    const device = Device.wrap(gpu, { name: "x", software: false });
    const broken: Files = {
      ...memoryFiles({}),
      read: () => Promise.resolve(new TextEncoder().encode(text)),
      write: () => Promise.reject(new Error("read-only")),
    };
    const keep = await useTuning(device, broken);
    assert.equal(device.tuner.pick(work), "a");
    device.tuner.choose(work, "b");
    await keep();
    device.dispose();
  }
});
