import assert from "node:assert/strict";
import { train } from "../../../host/commands/train.ts";
import { FileError, type Files } from "../../../host/files.ts";
import { CheckpointError } from "../../../vision/mod.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Files in memory. */
class MemoryFiles implements Files {
  readonly bytes = new Map<string, Uint8Array<ArrayBuffer>>();

  read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = this.bytes.get(path);
    if (!bytes) return Promise.reject(new FileError(`Cannot read ${path}: no such file or folder`));
    return Promise.resolve(bytes.slice());
  }

  exists(path: string): Promise<boolean> {
    return Promise.resolve(this.bytes.has(path));
  }

  /** Paths that were asked to be writable: on a disk their folders are made. */
  readonly made: string[] = [];

  ensureWritable(path: string): Promise<void> {
    this.made.push(path);
    return Promise.resolve();
  }

  write(path: string, bytes: Uint8Array | string): Promise<void> {
    const copy = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes.slice();
    this.bytes.set(path, copy as Uint8Array<ArrayBuffer>);
    return Promise.resolve();
  }

  text(path: string): string {
    return new TextDecoder().decode(this.bytes.get(path));
  }

  steps(path: string): number[] {
    return this.text(path).trim().split("\n").map((line) => JSON.parse(line).step);
  }
}

function context(files: Files) {
  const said: string[] = [];
  return { version: "1.2.3", files, say: (line: string) => said.push(line), said };
}

Deno.test("train writes checkpoint, weights, log and run; a resumed run keeps the earlier log", async () => {
  await visionDevice();
  const files = new MemoryFiles();
  const first = context(files);
  await train({ model: "terrain_labels", seed: 7, steps: 2, out: "runs/a" }, first);
  assert.deepEqual([...files.bytes.keys()].sort(), [
    "runs/a/checkpoint.safetensors",
    "runs/a/log.jsonl",
    "runs/a/run.json",
    "runs/a/weights.safetensors",
  ]);
  assert.deepEqual(files.steps("runs/a/log.jsonl"), [1, 2]);
  const run = JSON.parse(files.text("runs/a/run.json"));
  assert.equal(run.command, "deno task train terrain_labels --seed 7 --steps 2");
  assert.deepEqual([run.version, run.seed, run.steps, run.finished], ["1.2.3", 7, 2, true]);
  assert.match(first.said.at(-1)!, /Wrote runs\/a\/weights.safetensors after 2 of 2 steps/);

  // Steps that the checkpoint had not seen when the process died are done again and count once.
  const before = files.text("runs/a/log.jsonl");
  await files.write("runs/a/log.jsonl", `${before}${before.split("\n")[1]!.replace("2", "3")}\n`);
  assert.deepEqual(files.steps("runs/a/log.jsonl"), [1, 2, 3]);
  await train(
    { model: "terrain_labels", steps: 3, resume: "runs/a" },
    context(files),
  );
  assert.deepEqual(files.steps("runs/a/log.jsonl"), [1, 2, 3]);
  assert.ok(files.text("runs/a/log.jsonl").startsWith(before));
  const seconds = files.text("runs/a/log.jsonl").trim().split("\n").map((line) =>
    JSON.parse(line).seconds
  );
  assert.deepEqual(seconds, seconds.toSorted((a, b) => a - b));
  assert.equal(JSON.parse(files.text("runs/a/run.json")).seed, 7);

  // What cannot go on is refused before a folder is made or a file is touched.
  const kept = new Map(files.bytes);
  files.made.length = 0;
  const cases: [{ steps?: number; seed?: number }, RegExp][] = [
    [{ steps: 2 }, /runs\/a\/checkpoint.safetensors: .* run of 2 steps in all: .* done 3 already/],
    [{ seed: 8 }, /runs\/a\/checkpoint.safetensors: .* seed 8: .* has seed 7/],
  ];
  for (const [asked, said] of cases) {
    await assert.rejects(
      train(
        { model: "terrain_labels", resume: "runs/a", out: "runs/b", ...asked },
        context(files),
      ),
      said,
    );
  }
  assert.deepEqual(files.made, []);
  assert.deepEqual(files.bytes, kept);
});

Deno.test("train overwrites nothing that another run has left", async () => {
  for (const name of ["checkpoint.safetensors", "weights.safetensors"]) {
    const files = new MemoryFiles();
    await files.write(`runs/a/${name}`, "of another run");
    for (
      const options of [{ out: "runs/a" }, { out: "runs/a", resume: "runs/b" }]
    ) {
      await assert.rejects(
        train({ model: "terrain_labels", seed: 1, steps: 1, ...options }, context(files)),
        (error: Error) => {
          assert.ok(error instanceof FileError);
          assert.match(
            error.message,
            new RegExp(`Cannot start a run in runs/a: ${name} lies there`),
          );
          return true;
        },
      );
    }
    assert.deepEqual([...files.bytes.keys()], [`runs/a/${name}`]);
    assert.equal(files.text(`runs/a/${name}`), "of another run");
  }
});

Deno.test("train refuses to resume what is not there or is broken, and changes no file", async () => {
  const files = new MemoryFiles();
  const resume = (folder: string) =>
    train({ model: "terrain_labels", seed: 1, steps: 1, resume: folder }, context(files));
  await assert.rejects(resume("runs/none"), /^FileError: Cannot read runs\/none\/checkpoint/);
  await files.write("runs/bad/checkpoint.safetensors", "no checkpoint at all");
  await files.write("runs/bad/log.jsonl", '{"step":1,"loss":2}\n');
  await assert.rejects(resume("runs/bad"), (error: Error) => {
    assert.ok(error instanceof CheckpointError);
    assert.match(error.message, /^Cannot use the checkpoint runs\/bad\/checkpoint.safetensors: /);
    return true;
  });
  assert.equal(files.text("runs/bad/checkpoint.safetensors"), "no checkpoint at all");
  assert.equal(files.bytes.size, 2);
  await files.write("runs/bad/log.jsonl", '{"step":1,"loss":2}\nnonsense\n');
  await assert.rejects(
    resume("runs/bad"),
    /Cannot continue runs\/bad\/log.jsonl: line 2 is no record of a step/,
  );
});
