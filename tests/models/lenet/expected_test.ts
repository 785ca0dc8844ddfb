import assert from "node:assert/strict";

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
