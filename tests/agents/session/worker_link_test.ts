import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { decodeFrame, type Frame } from "../../../agents/session/protocol.ts";
import { startSession, type WorkerSession } from "../../../agents/session/worker_link.ts";
import { CheckpointError } from "../../../vision/mod.ts";
import { runOptions } from "../../support/session_run.ts";
import "../../support/vision_device.ts";

/** What a session told its watchers so far. */
function watch(session: WorkerSession) {
  const frames: Frame[] = [];
  const words: string[] = [];
  session.subscribe((message) => {
    if (typeof message === "string") words.push(message);
    else frames.push(decodeFrame(message));
  });
  return { frames, words };
}

const delay = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 2000; i++) {
    if (condition()) return;
    await delay(10);
  }
  throw new Error(`waited 20 s in vain: ${what}`);
}

Deno.test("startSession() runs, pauses, steps, resets and stops a session in a worker", async () => {
  const session = startSession(runOptions(), null);
  const { frames, words } = watch(session);
  const hello = await session.hello;
  deepEqual([hello.type, hello.scenario, hello.agent], ["hello", "offroad", "goal_seeker"]);
  await until(() => frames.length >= 3, "three frames");
  ok(frames[2]!.state.tick > frames[1]!.state.tick);

  session.send({ type: "pause" });
  await until(() => frames.at(-1)!.state.paused, "a paused frame");
  const paused = frames.length;
  await delay(300);
  equal(frames.length, paused, "frames came during a pause");

  session.send({ type: "step" });
  await until(() => frames.length > paused, "the frame of the step");
  await delay(300);
  equal(frames.length, paused + 1, "one step showed more than one frame");
  equal(frames.at(-1)!.state.tick, frames.at(-2)!.state.tick + 6);

  session.send({ type: "reset", seed: 1_000_042 });
  await until(() => frames.at(-1)!.state.seed === 1_000_042, "a frame of the new seed");
  equal(frames.at(-1)!.state.paused, true);
  session.send({ type: "resume" });
  await until(() => frames.at(-1)!.state.cameraFrames >= 3, "frames after the pause");

  session.stop();
  const result = await session.result;
  equal(result.seed, 1_000_042);
  equal(result.ticks, frames.at(-1)!.state.tick);
  ok(result.wallSeconds > 0 && result.metrics.cameraFrames! >= 3);
  deepEqual(words.map((word) => JSON.parse(word)), [{
    type: "ended",
    reason: "the run was stopped",
  }]);
  session.send({ type: "step" }); // nobody is there to hear it, and nothing breaks
});

Deno.test("startSession() ends by itself after the seconds asked for", async () => {
  const session = startSession(runOptions(), 0.5);
  const { frames, words } = watch(session);
  const result = await session.result;
  equal(result.simSeconds, 0.5);
  equal(frames.length, 5);
  equal(words.length, 1);
});

Deno.test("startSession() ends with a result when it is stopped before it began", async () => {
  const session = startSession(runOptions(), null);
  session.stop();
  equal((await session.result).ticks, 0);
});

Deno.test("startSession() tells everyone what broke, in the error's own class", async () => {
  const weights = runOptions().weights.slice(0, 1000);
  const session = startSession(runOptions({ weights }), null);
  const { words } = watch(session);
  await rejects(session.result, CheckpointError);
  await rejects(session.hello, CheckpointError);
  const ended = words.map((word) => JSON.parse(word));
  deepEqual(ended.map(({ type }) => type), ["ended"]);
  ok(ended[0].reason.length > 10);
  const unknown = startSession(runOptions({ agent: "nobody" }), null);
  await rejects(unknown.result, RangeError);
});
