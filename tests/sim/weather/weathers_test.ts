import assert from "node:assert/strict";
import { randomStream } from "../../../sim/random.ts";
import { type Light } from "../../../sim/weather/light.ts";
import { lightAt, randomLight, WEATHERS } from "../../../sim/weather/weathers.ts";

function assertPhysical(light: Light): void {
  assert.ok(Math.abs(Math.hypot(...light.sunDirection) - 1) < 1e-9);
  assert.ok(light.sunDirection[2] > 0, "the sun is up");
  for (const [name, value] of Object.entries(light)) {
    if (name === "sunDirection") continue;
    for (const part of [value].flat() as number[]) {
      assert.ok(Number.isFinite(part) && part >= 0, `${name} is ${value}`);
    }
  }
  assert.ok(light.cloudCover <= 1);
}

Deno.test("lightAt() is physical at every hour of every weather", () => {
  for (const { name } of WEATHERS) {
    for (let hour = 5.6; hour < 20.5; hour += 0.3) assertPhysical(lightAt({ weather: name, hour }));
  }
});

Deno.test("lightAt() reddens towards evening and dims under cloud and fog", () => {
  const noon = lightAt({ weather: "clear", hour: 13 });
  const evening = lightAt({ weather: "clear", hour: 20 });
  assert.ok(
    evening.sunColour[0] / evening.sunColour[2] > 2 * noon.sunColour[0] / noon.sunColour[2],
  );
  assert.ok(evening.sunDirection[2] < noon.sunDirection[2]);
  for (const weather of ["overcast", "fog"]) {
    assert.ok(lightAt({ weather, hour: 13 }).sunColour[1] < 0.3 * noon.sunColour[1]);
  }
});

Deno.test("lightAt() rises on +x and sets on -x", () => {
  assert.ok(lightAt({ weather: "clear", hour: 6 }).sunDirection[0] > 0.9);
  assert.ok(lightAt({ weather: "clear", hour: 20 }).sunDirection[0] < -0.9);
});

Deno.test("lightAt() names the weathers it knows and the hours of day", () => {
  assert.throws(() => lightAt({ weather: "hail", hour: 12 }), {
    name: "RangeError",
    message: /"hail".*clear, overcast, fog/,
  });
  assert.throws(() => lightAt({ weather: "clear", hour: 3 }), {
    name: "RangeError",
    message: /3 o'clock/,
  });
  assert.throws(() => lightAt({ weather: "clear", hour: NaN }), { name: "RangeError" });
});

Deno.test("randomLight() is physical, varied and the same for the same stream", () => {
  const random = randomStream(5, "light");
  const again = randomStream(5, "light");
  const fogs: number[] = [];
  const azimuths: number[] = [];
  for (let i = 0; i < 300; i++) {
    const light = randomLight(random);
    assertPhysical(light);
    assert.deepEqual(randomLight(again), light);
    fogs.push(light.fogDensity);
    azimuths.push(Math.atan2(light.sunDirection[1], light.sunDirection[0]));
  }
  assert.ok(Math.max(...fogs) > 0.019 && Math.min(...fogs) < 0.0012);
  for (const quarter of [-3, -1, 1, 3]) {
    const centre = quarter * Math.PI / 4;
    const share = azimuths.filter((a) => Math.abs(a - centre) < Math.PI / 4).length / 300;
    assert.ok(share > 0.15, `only ${share} of suns stand around ${centre}`);
  }
});
