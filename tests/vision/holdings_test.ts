import assert from "node:assert/strict";
import { Holdings } from "../../vision/holdings.ts";

Deno.test("Holdings give back what they hold, the last first, once", () => {
  const given: string[] = [];
  const thing = (name: string) => ({ name, dispose: () => void given.push(name) });
  const holdings = new Holdings();
  const first = holdings.hold(thing("first"));
  holdings.hold(thing("second"));
  assert.equal(first.name, "first");
  assert.deepEqual(given, []);
  holdings.dispose();
  assert.deepEqual(given, ["second", "first"]);
  holdings.hold(thing("third"));
  holdings.dispose();
  assert.deepEqual(given, ["second", "first", "third"]);
});
