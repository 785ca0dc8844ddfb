import assert from "node:assert/strict";
import fc from "fast-check";
import { directionTo, sunAt, SUNRISE, SUNSET } from "../../../sim/weather/sun.ts";
import { twilightIlluminance, twilightShare } from "../../../sim/weather/twilight.ts";

const near = (a: number, b: number, within = 1e-9) =>
  assert.ok(Math.abs(a - b) < within, `${a} is not ${b}`);

Deno.test("sunAt() is symmetric about noon and about midnight", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 12, noNaN: true }), (away) => {
    near(sunAt(13 - away).elevation, sunAt(13 + away).elevation);
    const before = directionTo(sunAt(13 - away)), after = directionTo(sunAt(13 + away));
    near(before[0], -after[0]);
    near(before[1], after[1]);
  }));
});

Deno.test("sunAt() climbs all morning, sinks all afternoon, and goes round once a day", () => {
  let turned = 0;
  for (let minute = 1; minute <= 1440; minute++) {
    const hour = 13 + minute / 60;
    const [a, b] = [sunAt(hour - 1 / 60), sunAt(hour)];
    // From noon to the middle of the night it sinks, then it climbs.
    const sinks = minute <= 720;
    assert.ok(sinks ? b.elevation < a.elevation : b.elevation > a.elevation, `${hour}`);
    const turn = Math.atan2(Math.sin(b.azimuth - a.azimuth), Math.cos(b.azimuth - a.azimuth));
    assert.ok(turn < 0, `at ${hour} the sun goes the wrong way`);
    turned += turn;
  }
  near(turned, -2 * Math.PI, 1e-6);
});

Deno.test("sunAt() crosses the horizon at sunrise and sunset, with the same slope on both sides", () => {
  for (const hour of [SUNRISE, SUNSET]) {
    near(sunAt(hour).elevation, 0);
    const h = 1e-4;
    const before = sunAt(hour).elevation - sunAt(hour - h).elevation;
    const after = sunAt(hour + h).elevation - sunAt(hour).elevation;
    near(before / h, after / h, 1e-5);
  }
});

Deno.test("twilightIlluminance() falls without a jump, to known values", () => {
  const at = (degrees: number) => twilightIlluminance(-degrees * Math.PI / 180);
  for (let degrees = 0; degrees < 18; degrees += 0.01) {
    const ratio = at(degrees + 0.01) / at(degrees);
    assert.ok(ratio < 1.005 && ratio > 0.98, `at -${degrees} degrees the ratio is ${ratio}`);
  }
  near(Math.log10(at(6)), Math.log10(3.4), 0.03);
  near(Math.log10(at(12)), Math.log10(0.008), 0.05);
  near(twilightShare(0.3), 1);
});
