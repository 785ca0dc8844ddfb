import assert from "node:assert/strict";
import { models, shippedWeights } from "../../models/mod.ts";
import { decodeSafetensors } from "../../vision/mod.ts";

const folder = (model: string) => new URL(`../../models/${model}/`, import.meta.url);

Deno.test("models lists every folder of models/ with a model in it, each once", async () => {
  const folders: string[] = [];
  for await (const entry of Deno.readDir(folder("."))) {
    if (!entry.isDirectory) continue;
    const files = Array.from(Deno.readDirSync(folder(entry.name)), ({ name }) => name);
    if (files.includes("mod.ts")) folders.push(entry.name);
  }
  assert.deepEqual(models.map(({ name }) => name).sort(), folders.sort());
});

for (const entry of models) {
  Deno.test(`models: ${entry.name} is whole`, async () => {
    assert.match(entry.name, /^[a-z][a-z0-9_]*$/);
    assert.ok(entry.description.length > 10);
    const model = await entry.load();
    for (const part of ["train", "evaluate", "figure"] as const) {
      assert.equal(typeof model[part], "function", part);
    }
    const { tensors, metadata } = decodeSafetensors(
      await Deno.readFile(shippedWeights(entry.name)),
    );
    assert.equal(metadata.model, entry.name);
    assert.ok(Object.keys(tensors).length > 0);
    // Weights that are shipped are for use: no state of an optimiser, no number that is none.
    for (const [name, { data }] of Object.entries(tensors)) {
      assert.doesNotMatch(name, /^optimizer/);
      assert.ok((data as Float32Array).every(Number.isFinite), name);
    }
    const readme = await Deno.readTextFile(new URL("README.md", folder(entry.name)));
    for (const command of ["train", "eval", "figures"]) {
      assert.ok(
        readme.includes(`deno task ${command} ${entry.name}`),
        `README: deno task ${command}`,
      );
    }
    const expected = JSON.parse(
      await Deno.readTextFile(new URL("expected.json", folder(entry.name))),
    );
    // The shipped weights are those of the run that is written down.
    assert.equal(expected.seed, Number(metadata.seed));
    assert.equal(expected.steps, Number(metadata.steps));
    assert.equal(expected.adapter, metadata.adapter);
  });
}
