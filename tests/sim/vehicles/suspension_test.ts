import assert from "node:assert/strict";
import fc from "fast-check";
import { sagOf, Strut, type SuspensionDesign } from "../../../sim/vehicles/suspension.ts";

const DESIGN: SuspensionDesign = {
  stiffness: 25_000,
  bump: 1800,
  rebound: 2800,
  travel: 0.25,
  bumpStopStiffness: 150_000,
  tyreStiffness: 200_000,
};
const DT = 1 / 240;

Deno.test("Strut.advance() carries a steady load at its sag", () => {
  for (const design of [DESIGN, { ...DESIGN, tyreStiffness: Infinity }]) {
    for (const load of [500, 3000, 5500]) {
      const strut = new Strut(design);
      let force = 0;
      for (let k = 0; k < 2000; k++) force = strut.advance(sagOf(design, load), 0, 0, DT);
      assert.ok(Math.abs(force - load) < 1e-3 * load, `${force} N for ${load} N`);
      assert.ok(Math.abs(strut.compression - load / design.stiffness) < 1e-6);
    }
  }
});

Deno.test("Strut.advance() never pulls, and takes more energy than it gives back", () => {
  const moves = fc.array(fc.double({ min: -0.05, max: 0.45, noNaN: true }), { minLength: 2 });
  fc.assert(fc.property(moves, (marks) => {
    const strut = new Strut(DESIGN);
    let closeness = 0, work = 0;
    for (const target of [...marks, 0, -0.3]) {
      const speed = (target - closeness) / (60 * DT);
      for (let k = 0; k < 60; k++) {
        closeness += speed * DT;
        const force = strut.advance(closeness, speed, 0, DT);
        assert.ok(force === -1 || force >= 0);
        assert.ok(strut.compression >= 0 && strut.compression < 0.5);
        work += Math.max(0, force) * speed * DT;
      }
    }
    // Back in the air it holds no more than what its spring has not yet given off.
    assert.ok(work > -1e-6, `gave ${-work} J`);
  }));
});

Deno.test("Strut.advance() softens a step by the tyre: less force than the damper alone makes", () => {
  const [soft, rigid] = [new Strut(DESIGN), new Strut({ ...DESIGN, tyreStiffness: Infinity })];
  const rest = 0.14;
  for (let k = 0; k < 500; k++) soft.advance(rest, 0, 0, DT), rigid.advance(rest, 0, 0, DT);
  let [softest, hardest] = [0, 0];
  for (let k = 1; k <= 12; k++) {
    const closeness = rest + 0.01 * k, speed = 0.01 / DT;
    softest = Math.max(softest, soft.advance(closeness, speed, 0, DT));
    hardest = Math.max(hardest, rigid.advance(closeness, speed, 0, DT));
  }
  assert.ok(softest > 5000 && softest < 0.85 * hardest, `${softest} and ${hardest} N`);
});
