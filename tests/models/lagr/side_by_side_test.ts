import assert from "node:assert/strict";
import {
  type BothLoops,
  loopRates,
  NEAR_HZ,
  sideBySide,
} from "../../../models/lagr/side_by_side.ts";

/** Loops whose looks take so many of the clock's seconds of work, and what they did in order. */
function loopsOf(nearSeconds: number, farSeconds: number) {
  const log: string[] = [];
  let clock = 0;
  const loop = (name: string, seconds: number) => ({
    draw: (k: number) => void log.push(`draw ${name} ${k}`),
    eye: {
      look: async () => {
        // Work on a device goes on while others wait; the clock is its.
        await Promise.resolve();
        clock += seconds;
        log.push(`${name} came`);
        return null as never;
      },
    },
  });
  const loops: BothLoops = {
    near: loop("near", nearSeconds),
    far: loop("far", farSeconds),
    now: () => clock,
  };
  return { loops, log };
}

Deno.test("sideBySide() draws a far pair with every fifth near one, at the places of the way", async () => {
  const { loops, log } = loopsOf(0.01, 0.05);
  const { seconds, latencies } = await sideBySide(loops, 2);
  const drawn = log.filter((line) => line.startsWith("draw"));
  assert.deepEqual(
    drawn,
    Array.from({ length: 10 }, (_, k) =>
      k % 5 ? [`draw near ${k}`] : [
        `draw near ${k}`,
        `draw far ${k}`,
      ]).flat(),
  );
  assert.equal(latencies.length, 10);
  assert.ok(Math.abs(seconds - 0.2) < 1e-9, `${seconds}`);
});

Deno.test("loopRates() counts looks by the clock, and waits for the pace of simulated time", async () => {
  const { loops } = loopsOf(0.01, 0.05);
  const { fastLoopHz, farLoopHz } = await loopRates(loops, 2);
  assert.ok(Math.abs(fastLoopHz - 50) < 1e-6 && Math.abs(farLoopHz - 10) < 1e-6);
  const now = () => performance.now() / 1000;
  const { seconds, latencies } = await sideBySide({ ...loops, now }, 1, 1 / NEAR_HZ);
  // The fifth look is due after four tenths of a second; timers may be early by a millisecond.
  assert.ok(seconds > 0.398, `${seconds}`);
  assert.ok(latencies.every((latency) => latency > -0.002));
});
