import assert from "node:assert/strict";
import { modelChoice } from "../../../host/commands/model_choice.ts";
import { diskFiles } from "../../../host/files.ts";
import { DataError, models } from "../../../models/mod.ts";

const entry = (name: string) => models.find((model) => model.name === name)!;
const say = () => {};

Deno.test("modelChoice() reads files of the folder, and gives null for those that are not there", async () => {
  const folder = await Deno.makeTempDir();
  Deno.writeFileSync(`${folder}/a`, Uint8Array.of(1, 2));
  for (const data of [folder, `${folder}/`]) {
    const choice = modelChoice(entry("lenet"), { data, net: "mlp" }, diskFiles, say);
    assert.equal(choice.net, "mlp");
    assert.equal(choice.data!.path, folder);
    assert.deepEqual(await choice.data!.read("a"), Uint8Array.of(1, 2));
    assert.equal(await choice.data!.read("b"), null);
  }
  await Deno.remove(folder, { recursive: true });
  assert.equal(modelChoice(entry("terrain_labels"), {}, diskFiles, say).data, undefined);
});

Deno.test("modelChoice() refuses what the model cannot be", () => {
  const cases: [string, { data?: string; net?: string }, RegExp][] = [
    ["lenet", {}, /Cannot use lenet without data: .* IDX files of MNIST, --data DIR/],
    [
      "lenet",
      { data: "x", net: "vgg" },
      /--net vgg with lenet: want one of lenet5, lenet1989, mlp/,
    ],
    ["terrain_labels", { data: "x" }, /Cannot use --data with terrain_labels/],
    ["terrain_labels", { net: "lenet5" }, /Cannot use --net with terrain_labels: it is one net/],
  ];
  for (const [name, options, said] of cases) {
    assert.throws(() => modelChoice(entry(name), options, diskFiles, say), (error: Error) => {
      assert.ok(error instanceof DataError);
      assert.match(error.message, said);
      return true;
    });
  }
});
