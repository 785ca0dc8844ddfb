import assert from "node:assert/strict";
import { decodeSafetensors } from "../../../vision/mod.ts";

/** A recorded run, as far as it is checked. */
interface Run {
  readonly command: string;
  readonly seed: number;
  readonly steps: number;
  readonly eval: {
    readonly command: string;
    readonly metrics: Readonly<Record<"testError" | "wrong" | "count" | "heldOut", number>>;
  };
}

const read = (file: string) =>
  Deno.readTextFile(new URL(`../../../models/lenet/${file}`, import.meta.url));

Deno.test("expected.json: the recorded figures of LeNet-5 reach the goals, and the README says the same", async () => {
  const { command, seed, steps, adapter, version, trainWallSeconds, eval: recorded } = JSON.parse(
    await read("expected.json"),
  );
  assert.equal(
    command,
    `deno task train lenet --data DIR --net lenet5 --seed ${seed} --steps ${steps}`,
  );
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.ok(adapter.length > 0 && trainWallSeconds > 0);
  assert.equal(recorded.command, "deno task eval lenet --data DIR");
  const { testError, wrong, count, heldOut } = recorded.metrics;
  assert.ok(testError <= 0.01, `testError ${testError}`);
  assert.equal(count, 10_000);
  assert.equal(wrong, Math.round(testError * count));
  assert.equal(heldOut, 1);
  assert.match(await read("README.md"), new RegExp(`${(100 * testError).toFixed(2)} %`));
});

Deno.test("expected.json: the recorded figures of the other nets are those of their runs, and stand in the README", async () => {
  const { others } = JSON.parse(await read("expected.json"));
  const readme = await read("README.md");
  assert.deepEqual(Object.keys(others), ["lenet1989", "mlp"]);
  for (const [net, { command, seed, steps, eval: recorded }] of Object.entries<Run>(others)) {
    assert.equal(
      command,
      `deno task train lenet --data DIR --net ${net} --seed ${seed} --steps ${steps}`,
    );
    assert.equal(recorded.command, `deno task eval lenet --data DIR --net ${net}`);
    const { testError, wrong, count, heldOut } = recorded.metrics;
    assert.ok(testError <= 0.02, `testError ${testError}`);
    assert.deepEqual([count, heldOut, Math.round(testError * count)], [10_000, 1, wrong]);
    const row = new RegExp(
      `\\| \`${net}\` .*\\| ${(100 * testError).toFixed(2)} % .*\\| ${wrong} of`,
    );
    assert.match(readme, row);
    const { metadata } = decodeSafetensors(
      await Deno.readFile(new URL(`../../../models/lenet/${net}.safetensors`, import.meta.url)),
    );
    assert.deepEqual([metadata.net, metadata.steps], [net, String(steps)]);
  }
});
