import assert from "node:assert/strict";
import { exportModel } from "../../../host/commands/export.ts";
import { diskFiles, type Files } from "../../../host/files.ts";
import { importOnnx } from "../../../vision/onnx/mod.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("export writes a model's net as an ONNX file that can be read again", async () => {
  const device = await visionDevice();
  const written = new Map<string, Uint8Array>();
  const files: Files = {
    ...diskFiles,
    ensureWritable: () => Promise.resolve(),
    write: (path, bytes) => {
      written.set(path, bytes as Uint8Array);
      return Promise.resolve();
    },
  };
  const said: string[] = [];
  const context = { version: "1.2.3", files, say: (line: string) => void said.push(line) };
  await exportModel({ model: "terrain_labels" }, context);
  assert.deepEqual([...written.keys()], ["runs/terrain_labels.onnx"]);
  const bytes = written.get("runs/terrain_labels.onnx")!;
  assert.equal(said.at(-1), `Wrote runs/terrain_labels.onnx (${bytes.length} bytes).`);
  const net = importOnnx(device, bytes);
  assert.equal(net.parameterCount(), 58_027);
  assert.deepEqual(net.outputs, ["y"]);
  net.dispose();
  await assert.rejects(
    exportModel({ model: "terrain_labels", net: "lenet5" }, context),
    /Cannot use --net with terrain_labels/,
  );
  await assert.rejects(
    exportModel({ model: "lenet", weights: "/no/such/file" }, context),
    /Cannot read \/no\/such\/file/,
  );
});
