import { deepEqual, equal } from "node:assert/strict";
import { answered, ask, NOTHING_ASKED } from "../../islands/asked.ts";
import { FakeSession } from "../support/fake_session.ts";

const state = new FakeSession().frame().state;
const came = (paused: boolean, seed = 7) => ({ ...state, paused, seed });

Deno.test("ask() holds a pause until a frame shows it, past frames from before", () => {
  let asked = ask(NOTHING_ASKED, { type: "pause" }, 7);
  asked = answered(asked, came(false));
  equal(asked.paused, true, "that frame was under way");
  asked = answered(asked, came(true));
  equal(asked.paused, null);
});

Deno.test("ask() takes a step for a pause, and the last word of several", () => {
  equal(ask(NOTHING_ASKED, { type: "step" }, 7).paused, true);
  equal(ask(ask(NOTHING_ASKED, { type: "step" }, 7), { type: "resume" }, 7).paused, false);
});

Deno.test("answered() gives in when frames keep saying otherwise: somebody else resumed", () => {
  let asked = ask(NOTHING_ASKED, { type: "pause" }, 7);
  for (let i = 0; i < 8; i++) asked = answered(asked, came(false));
  deepEqual(asked, NOTHING_ASKED);
});

Deno.test("ask() holds a seed until its world shows, or another one's", () => {
  let asked = ask(NOTHING_ASKED, { type: "reset", seed: 8 }, 7);
  asked = answered(asked, came(false, 7));
  equal(asked.seed, 8);
  equal(answered(asked, came(false, 8)).seed, null);
  equal(answered(asked, came(false, 99)).seed, null, "another watcher chose");
});

Deno.test("ask() keeps a pause open beside a reset", () => {
  const asked = ask(ask(NOTHING_ASKED, { type: "pause" }, 7), { type: "reset", seed: 8 }, 7);
  deepEqual([asked.paused, asked.seed], [true, 8]);
  deepEqual(answered(asked, came(false, 8)).paused, true);
});
