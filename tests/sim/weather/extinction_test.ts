import assert from "node:assert/strict";
import {
  lidarRangeShare,
  rainExtinction,
  rainFallSpeed,
  snowExtinction,
  visibility,
} from "../../../sim/weather/extinction.ts";
import { WEATHERS } from "../../../sim/weather/weathers.ts";

Deno.test("visibility() is where 2 % of the contrast is left", () => {
  for (const extinction of [0.001, 0.02, 0.3]) {
    const left = Math.exp(-extinction * visibility(extinction));
    assert.ok(Math.abs(left - 0.02) < 1e-12);
  }
  assert.throws(() => visibility(0), { name: "RangeError", message: /extinction 0/ });
});

Deno.test("weathers are as clear as their names say", () => {
  const far = new Map(WEATHERS.map(({ name, fogDensity }) => [name, visibility(fogDensity)]));
  // Meteorologists speak of fog and of a dust storm below 1,000 m.
  assert.ok(far.get("fog")! < 250 && far.get("dust")! < 250);
  assert.ok(far.get("snow")! < 1000 && far.get("heavy_rain")! < 1000);
  assert.ok(far.get("clear")! > 3000 && far.get("rain")! > far.get("heavy_rain")!);
});

Deno.test("extinction by rain and snow grows with the rate, snow's faster", () => {
  assert.ok(rainExtinction(10) > rainExtinction(1) && snowExtinction(2) > snowExtinction(1));
  assert.ok(snowExtinction(5) > 5 * rainExtinction(5));
  // 1.076 dB/km at 1 mm/h.
  assert.ok(Math.abs(10 * Math.log10(Math.exp(1000 * rainExtinction(1))) - 1.076) < 1e-9);
});

Deno.test("rainFallSpeed() is that of drops of one to three millimetres", () => {
  for (const rate of [1, 5, 35, 100]) {
    assert.ok(rainFallSpeed(rate) > 3 && rainFallSpeed(rate) < 8);
  }
});

Deno.test("lidarRangeShare() is where the echo is as weak as at the end of the range in clean air", () => {
  for (const [extinction, range] of [[0.02, 100], [0.005, 60], [0.1, 200]] as const) {
    const r = range * lidarRangeShare(extinction, range);
    const echo = Math.exp(-2 * extinction * r) / r ** 2;
    assert.ok(Math.abs(echo * range ** 2 - 1) < 1e-9);
  }
  assert.ok(Math.abs(lidarRangeShare(0) - 1) < 1e-12);
});
