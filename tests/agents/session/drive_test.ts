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

Deno.test("Drive pauses, steps by one camera frame, resets and resumes on command", async () => {
  const { session, clock, log } = countingSession();
  const turn = () => new Promise((resolve) => setTimeout(resolve, 2));
  const drive = new Drive(session satisfies Drivable, clock, () => {});
  drive.command({ type: "pause" });
  const done = drive.run(0.5);
  await turn();
  assert.deepEqual(log, []);
  drive.command({ type: "step" });
  await turn();
  assert.deepEqual(log, ["advance"]);
  drive.command({ type: "reset", seed: 3 });
  await turn();
  assert.deepEqual(log, ["advance", "reset 3"]);
  assert.equal(drive.paused, true);
  drive.command({ type: "resume" });
  await done;
  assert.equal(log.filter((line) => line === "advance").length, 5);
});

Deno.test("Drive.stop() ends a paused run", async () => {
  const { session, clock, log } = countingSession();
  const drive = new Drive(session satisfies Drivable, clock, () => {});
  drive.command({ type: "pause" });
  const done = drive.run();
  drive.stop();
  await done;
  assert.deepEqual(log, []);
});
