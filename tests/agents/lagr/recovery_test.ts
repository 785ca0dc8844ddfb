import assert from "node:assert/strict";
import { type Contact, Recovery } from "../../../agents/lagr/recovery.ts";

const DT = 1 / 60;
const ahead = { linear: 1, angular: 0 };

/** A recovery and a way to let time pass with it; what it found. */
function driver() {
  const recovery = new Recovery();
  recovery.reset();
  let x = 0;
  const pass = (seconds: number, contact: Partial<Contact>) => {
    const found: string[] = [];
    for (let k = 0; k < Math.round(seconds / DT); k++) {
      const commanded = recovery.active ? recovery.command() : contact.commanded ?? ahead;
      const speed = recovery.active ? commanded.linear : contact.speed ?? 1;
      x += speed * DT;
      const gnss = contact.gnss ?? [x, 0];
      const still = { bumper: false, yawRate: 0, dt: DT };
      const what = recovery.notice({ ...still, ...contact, commanded, speed, gnss });
      if (what) found.push(what);
    }
    return found;
  };
  return { recovery, pass };
}

Deno.test("a bumper that is pressed makes it back off once, farther when it happens again soon", () => {
  const { recovery, pass } = driver();
  assert.deepEqual(pass(1, {}), []);
  assert.deepEqual(pass(DT, { bumper: true }), ["bumper"]);
  assert.ok(recovery.active && recovery.command().linear < 0);
  // Still pressed while it backs off: no new touch.
  assert.deepEqual(pass(0.2, { bumper: true }), []);
  const first = 0.7 / 0.45;
  pass(first - 0.4, {});
  assert.ok(recovery.active);
  pass(0.4, {});
  assert.ok(!recovery.active);
  assert.deepEqual(pass(DT, { bumper: true }), ["bumper"]);
  pass(2 * first - 0.3, {});
  assert.ok(recovery.active);
  pass(0.5, {});
  assert.ok(!recovery.active);
});

Deno.test("it gives up backing off when it cannot", () => {
  const { recovery } = driver();
  const stand = { commanded: ahead, speed: 0, yawRate: 0, gnss: [0, 0], dt: DT };
  recovery.notice({ ...stand, bumper: true });
  for (let k = 0; k < 4.1 / DT; k++) {
    recovery.notice({ ...stand, commanded: recovery.command(), bumper: false });
  }
  assert.ok(!recovery.active);
});

Deno.test("wheels that stand or slip while it drives are noticed, driving on is not", () => {
  assert.deepEqual(driver().pass(1.9, { speed: 0 }), []);
  assert.deepEqual(driver().pass(2.1, { speed: 0 }), ["stuck"]);
  assert.deepEqual(driver().pass(3, { gnss: [0, 0] }), ["slip"]);
  assert.deepEqual(driver().pass(60, {}), []);
});

Deno.test("who is told to turn on the spot and does not is held, and backs off", () => {
  const { recovery, pass } = driver();
  const turn = { commanded: { linear: 0, angular: 0.9 }, speed: 0 };
  assert.deepEqual(pass(5, { ...turn, yawRate: 0.5 }), []);
  assert.deepEqual(pass(1.9, { ...turn, yawRate: 0.01 }), []);
  assert.deepEqual(pass(0.2, { ...turn, yawRate: 0.01 }), ["held"]);
  assert.ok(recovery.active && recovery.command().linear < 0);
});

Deno.test("who turns and rocks for long without getting anywhere is baffled; who turns round once is not", () => {
  const spin = { commanded: { linear: 0, angular: 0.9 }, speed: 0, yawRate: 0.9 };
  assert.deepEqual(driver().pass(7.5, spin), []);
  assert.deepEqual(driver().pass(8.5, spin), ["baffled"]);
  const { pass } = driver();
  const found: string[] = [];
  for (let k = 0; k < 9; k++) {
    const speed = k % 2 === 0 ? 0.5 : -0.5;
    found.push(...pass(1, { speed, commanded: { linear: speed, angular: 0 } }));
  }
  assert.deepEqual(found, ["baffled"]);
  assert.deepEqual(driver().pass(30, { speed: 0, commanded: { linear: 0, angular: 0 } }), []);
});
