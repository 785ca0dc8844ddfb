import { deepEqual, equal } from "node:assert/strict";
import { NO_HISTORY, PLOTTED_FRAMES, remember, TRACK_POINTS } from "../../islands/history.ts";
import { FakeSession } from "../support/fake_session.ts";

const still = new FakeSession().frame().state;
const at = (tick: number, x = tick) => ({
  ...still,
  tick,
  position: [x, 0, 0] as const,
  speed: tick / 10,
  pixelAccuracy: tick === 0 ? null : 0.9,
});
const after = (...states: typeof still[]) => states.reduce(remember, NO_HISTORY);

Deno.test("remember() adds each frame once, and no accuracy where there is none", () => {
  const history = after(at(0), at(1), at(1), at(2));
  deepEqual(history.speed, [0, 0.1, 0.2]);
  deepEqual(history.accuracy, [0.9, 0.9]);
  deepEqual(history.track, [[0, 0], [1, 0], [2, 0]]);
});

Deno.test("remember() begins anew when the run does", () => {
  deepEqual(after(at(0), at(5), at(1)).speed, [0.1]);
  deepEqual(after(at(0), at(5), { ...at(6), seed: 99 }).track, [[6, 0]]);
});

Deno.test("remember() knows the start only of a run that it saw begin", () => {
  deepEqual(after(at(0, 4), at(5, 9)).start, [4, 0]);
  equal(after({ ...at(30), distanceMetres: 12 }, at(31)).start, null);
});

Deno.test("remember() keeps no more than it plots, and no point of the track twice", () => {
  const states = Array.from({ length: PLOTTED_FRAMES + 50 }, (_, tick) => at(tick, tick / 100));
  const history = after(...states);
  equal(history.speed.length, PLOTTED_FRAMES);
  equal(history.speed.at(-1), (PLOTTED_FRAMES + 49) / 10);
  equal(history.track.length, 10);
});

Deno.test("remember() thins a track that grows for hours, and keeps where it began", () => {
  let history = NO_HISTORY;
  for (let tick = 0; tick < 10 * TRACK_POINTS; tick++) history = remember(history, at(tick));
  const { track } = history;
  equal(track.length <= TRACK_POINTS && track.length > TRACK_POINTS / 3, true, `${track.length}`);
  deepEqual([track[0], track.at(-1)], [[0, 0], [10 * TRACK_POINTS - 1, 0]]);
  equal(track.every(([x], i) => i === 0 || x > track[i - 1]![0]), true, "still in order");
});

Deno.test("remember() leaves out what could not be measured", () => {
  const broken = { ...at(1, NaN), speed: NaN, pixelAccuracy: NaN };
  const lost = { ...at(2), speed: null as unknown as number };
  const { accuracy, speed, track } = after(at(0), broken, { ...lost, pixelAccuracy: null });
  deepEqual([accuracy, speed, track], [[], [0], [[0, 0], [2, 0]]]);
});
