import assert from "node:assert/strict";
import { LateReadings } from "../../agents/late_readings.ts";

/** A loop whose readings come when the test says so, and what it did. */
function heldByHand({ period = 6, latency = 3 } = {}) {
  const looked: number[] = [];
  const heeded: string[] = [];
  const hands: PromiseWithResolvers<string>[] = [];
  let wall = 0;
  const loop = new LateReadings<string>({
    period,
    latency,
    now: () => wall,
    look: (tick) => {
      looked.push(tick);
      const hand = Promise.withResolvers<string>();
      hands.push(hand);
      return hand.promise;
    },
    heed: (reading, tick) => heeded.push(`${reading} of ${tick}`),
  });
  return { loop, looked, heeded, hands, pass: (seconds: number) => void (wall += seconds) };
}

Deno.test("LateReadings looks once a period and heeds at the latency, not before, however early it comes", async () => {
  const { loop, looked, heeded, hands, pass } = heldByHand();
  for (let tick = 0; tick < 14; tick++) {
    await loop.deliver(tick);
    loop.look(tick);
    if (tick % 6 === 0) {
      pass(0.25);
      hands.at(-1)!.resolve(`picture ${hands.length}`);
    }
    assert.equal(heeded.length, Math.floor((tick + 3) / 6), `tick ${tick}`);
  }
  assert.deepEqual(looked, [0, 6, 12]);
  assert.deepEqual(heeded, ["picture 1 of 0", "picture 2 of 6"]);
  assert.deepEqual([loop.count, loop.seconds], [2, [0.25, 0.25]]);
});

Deno.test("LateReadings waits at the latency for a reading that has not come", async () => {
  const { loop, heeded, hands } = heldByHand();
  loop.look(0);
  await loop.deliver(2);
  let delivered = false;
  const waiting = loop.deliver(3).then(() => delivered = true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(delivered, false);
  hands[0]!.resolve("late");
  await waiting;
  assert.deepEqual(heeded, ["late of 0"]);
});

Deno.test("LateReadings tells a look's failure to whoever waits for it, and to nobody before", async () => {
  const { loop, hands } = heldByHand();
  loop.look(0);
  hands[0]!.reject(new Error("the device was lost"));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await assert.rejects(loop.deliver(3), /the device was lost/);
});

Deno.test("LateReadings drained has forgotten what was under way, and begins anew", async () => {
  const { loop, looked, heeded, hands } = heldByHand();
  loop.look(0);
  const drained = loop.drain();
  hands[0]!.resolve("of the last episode");
  await drained;
  await loop.deliver(3);
  assert.deepEqual([heeded, loop.count], [[], 0]);
  loop.look(0);
  assert.deepEqual(looked, [0, 0]);
});

Deno.test("LateReadings refuses a reading due after the next picture", () => {
  assert.throws(() => heldByHand({ period: 6, latency: 7 }), RangeError);
  assert.throws(() => heldByHand({ period: 6, latency: 0 }), RangeError);
});
