import assert from "node:assert/strict";
import { Navigator } from "../../../agents/lagr/navigator.ts";
import { driveField, type Sight, type WalledField } from "../../support/walled_field.ts";

const NEAR: Sight = { stereo: 12, far: 0 };
const FAR: Sight = { stereo: 12, far: 60 };

/** A trap 30 m deep and 22 m wide, whose mouth the robot looks into; the goal lies behind its end. */
const trap: WalledField = {
  walls: [[[5, 11], [35, 11], [35, -11], [5, -11]]],
  start: [-8, 0],
  goal: [60, 0],
};
/** The same, with the robot already inside. */
const inside: WalledField = { ...trap, start: [10, 0] };
/** A wall with one gap. */
const gap: WalledField = {
  walls: [[[15, -30], [15, 4]], [[15, 7], [15, 40]]],
  start: [0, 0],
  goal: [40, 0],
};

/** The most seconds that a robot kept within 0.5 m: turning on the spot leads nowhere. */
function stands(track: readonly (readonly [number, number])[]): number {
  let [most, from] = [0, 0];
  for (let k = 1; k < track.length; k++) {
    const [[ax, ay], [bx, by]] = [track[from]!, track[k]!];
    if (Math.hypot(bx - ax, by - ay) > 0.5) from = k;
    most = Math.max(most, k - from);
  }
  return most;
}

Deno.test("it drives straight at a goal over open ground", () => {
  const drive = driveField(new Navigator(), { walls: [], start: [0, 0], goal: [60, 20] }, FAR, 120);
  assert.ok(drive.reached);
  assert.ok(drive.metres < 1.04 * (Math.hypot(60, 20) - 2), `${drive.metres} m`);
});

Deno.test("it finds the gap in a wall, with and without far sight", () => {
  for (const sight of [NEAR, FAR]) {
    const drive = driveField(new Navigator(), gap, sight, 120);
    assert.ok(drive.reached && drive.touches === 0);
    assert.ok(drive.metres < 50, `${drive.metres} m`);
  }
});

Deno.test("with far sight a trap is gone around at once; without, it is entered and come out of", () => {
  const [far, near] = [FAR, NEAR].map((sight) => driveField(new Navigator(), trap, sight, 300));
  const deepest = (drive: typeof far) =>
    Math.max(...drive!.track.filter(([, y]) => Math.abs(y) < 10).map(([x]) => x < 35 ? x : -99));
  assert.ok(far!.reached && near!.reached);
  assert.equal(far!.touches + near!.touches, 0);
  assert.ok(deepest(far) < 15, `went in to ${deepest(far)}`);
  assert.ok(deepest(near) > 25, `went in to ${deepest(near)}`);
  assert.ok(far!.seconds < 0.75 * near!.seconds, `${far!.seconds} s, ${near!.seconds} s`);
  assert.ok(far!.metres < 0.75 * near!.metres, `${far!.metres} m, ${near!.metres} m`);
  for (const drive of [far!, near!]) assert.ok(stands(drive.track) < 12);
});

Deno.test("from inside a trap it comes out sooner when it sees far, labels being wrong one time in ten", () => {
  const [far, near] = [{ ...FAR, wrong: 0.1 }, NEAR].map((sight) =>
    driveField(new Navigator(), inside, sight, 300)
  );
  assert.ok(far!.reached && near!.reached);
  assert.ok(far!.seconds < 0.9 * near!.seconds, `${far!.seconds} s, ${near!.seconds} s`);
  for (const drive of [far!, near!]) assert.ok(stands(drive.track) < 12);
});

Deno.test("equal drives are equal to the last bit, whatever was driven before", () => {
  const navigator = new Navigator();
  const first = driveField(navigator, gap, FAR, 60);
  driveField(navigator, trap, NEAR, 20);
  assert.deepEqual(driveField(navigator, gap, FAR, 60), first);
});

Deno.test("a wall that stereo does not see is felt, remembered and gone around", () => {
  const blind: WalledField = { walls: [[[8, -2], [8, 2]]], start: [0, 0], goal: [16, 0] };
  const drive = driveField(new Navigator(), blind, { stereo: 0.1, far: 0 }, 200);
  assert.ok(drive.reached, `after ${drive.touches} touches at ${drive.track.at(-1)}`);
  assert.ok(drive.touches >= 1 && drive.touches < 12, `${drive.touches} touches`);
});

Deno.test("wheels that roll while GNSS stays where it is are a slip, known to whoever asks; a reset forgets it", () => {
  const robot = new Navigator();
  const senses = { speed: 1, yawRate: 0, heading: 0, goal: [50, 0], bumper: false };
  for (let tick = 0; tick < 120; tick++) robot.act({ ...senses, gnss: [tick / 60, 0] });
  assert.equal(robot.slips, 0);
  for (let tick = 0; tick < 360; tick++) robot.act({ ...senses, gnss: [2, 0] });
  assert.ok(robot.slips >= 1 && robot.recoveries >= robot.slips, `${robot.slips}`);
  robot.reset();
  assert.equal(robot.slips, 0);
});
