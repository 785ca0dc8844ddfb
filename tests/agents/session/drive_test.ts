import assert from "node:assert/strict";
import { type Clock, type Drivable, Drive } from "../../../agents/session/drive.ts";

/** A session that only counts, and a clock that moves when somebody sleeps. */
function countingSession(over = Infinity) {
  const log: string[] = [];
  const session = {
    simSeconds: 0,
    seed: 7,
    get over() {
      return this.simSeconds >= over;
    },
    advance() {
      this.simSeconds += 0.1;
      log.push("advance");
      return Promise.resolve();
    },
    reset(seed: number) {
      this.seed = seed;
      this.simSeconds = 0;
      log.push(`reset ${seed}`);
    },
  };
  let wall = 100;
  const clock: Clock = {
    now: () => wall,
    sleep: (seconds) => {
      wall += seconds;
      return new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
  return { session, clock, log, wall: () => wall };
}

Deno.test("Drive runs for the simulated time asked for, at the clock's pace", async () => {
  const { session, clock, log, wall } = countingSession();
  await new Drive(session satisfies Drivable, clock, () => {}).run(2);
  assert.equal(log.length, 20);
  assert.ok(Math.abs(wall() - 102) < 1e-6, `the wall clock stood at ${wall()}`);
});

Deno.test("Drive begins the next seed's world when an episode ends", async () => {
  const { session, clock, log } = countingSession(0.95);
  await new Drive(session satisfies Drivable, clock, () => {}).run(1.5);
  assert.deepEqual(log.slice(9, 12), ["advance", "reset 8", "advance"]);
});

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

Deno.test("Drive pauses, steps by one camera frame, resets and resumes on command", async () => {
  const { session, clock, log } = countingSession();
  let shown = 0;
  const drive = new Drive(session satisfies Drivable, clock, () => shown++);
  drive.command({ type: "pause" });
  const done = drive.run(0.5);
  await turn();
  assert.deepEqual(log, []);
  assert.equal(shown, 1, "the pause itself is shown");
  drive.command({ type: "step" });
  await turn();
  assert.deepEqual(log, ["advance"]);
  assert.equal(shown, 2, "a step is shown once");
  drive.command({ type: "pause" });
  await turn();
  assert.equal(shown, 2, "a second pause changes nothing");
  drive.command({ type: "reset", seed: 3 });
  await turn();
  // The new world is looked at once, or the page would go on showing the old one.
  assert.deepEqual(log, ["advance", "reset 3", "advance"]);
  assert.equal(shown, 3);
  assert.equal(drive.paused, true);
  drive.command({ type: "resume" });
  await done;
  assert.equal(log.filter((line) => line === "advance").length, 5);
});

Deno.test("Drive takes every step that was asked for at once, and none after a resume", async () => {
  const { session, clock, log } = countingSession();
  const drive = new Drive(session satisfies Drivable, clock, () => {});
  for (let i = 0; i < 3; i++) drive.command({ type: "step" });
  const done = drive.run(0.6);
  await turn();
  assert.equal(log.length, 3);
  drive.command({ type: "step" });
  drive.command({ type: "step" });
  drive.command({ type: "resume" });
  drive.command({ type: "pause" });
  await turn();
  assert.equal(log.length, 3, "steps outlived the resume");
  drive.command({ type: "resume" });
  await done;
  assert.equal(log.length, 6);
});

Deno.test("Drive obeys the last of two resets and drops the steps before it", async () => {
  const { session, clock, log } = countingSession();
  const drive = new Drive(session satisfies Drivable, clock, () => {});
  drive.command({ type: "step" });
  drive.command({ type: "reset", seed: 4 });
  drive.command({ type: "reset", seed: 5 });
  const done = drive.run();
  await turn();
  assert.deepEqual(log, ["reset 5", "advance"]);
  drive.stop();
  await done;
});

Deno.test("Drive goes on to the next world when a step is asked for after the end", async () => {
  const { session, clock, log } = countingSession(0.05);
  const drive = new Drive(session satisfies Drivable, clock, () => {});
  drive.command({ type: "step" });
  const done = drive.run();
  await turn();
  assert.equal(session.over, true);
  drive.command({ type: "step" });
  await turn();
  assert.deepEqual(log, ["advance", "reset 8", "advance"]);
  drive.stop();
  await done;
});

Deno.test("Drive holds the curtain for its whole time again after a reset cut it short", async () => {
  const { session, clock, log, wall } = countingSession(0.05);
  const drive = new Drive(session satisfies Drivable, clock, () => {
    if (log.length === 1) drive.command({ type: "reset", seed: 1 });
  });
  const before = wall();
  await drive.run(0.3);
  assert.deepEqual(log, ["advance", "reset 1", "advance", "reset 2", "advance"]);
  assert.ok(wall() - before >= 3, `the curtain fell after ${wall() - before} s`);
});

Deno.test("Drive.run() rejects when the session breaks", async () => {
  const { session, clock } = countingSession();
  session.advance = () => Promise.reject(new Error("broken"));
  await assert.rejects(new Drive(session satisfies Drivable, clock, () => {}).run(), /broken/);
});

Deno.test("Drive.stop() before run() lets it end at once", async () => {
  const { session, clock, log } = countingSession();
  const drive = new Drive(session satisfies Drivable, clock, () => {});
  drive.stop();
  await drive.run();
  assert.deepEqual(log, []);
});

Deno.test("Drive.stop() ends a paused run", async () => {
  const { session, clock, log } = countingSession();
  const drive = new Drive(session satisfies Drivable, clock, () => {});
  drive.command({ type: "pause" });
  const done = drive.run();
  await turn();
  drive.stop();
  await done;
  assert.deepEqual(log, []);
});
