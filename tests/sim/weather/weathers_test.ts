import assert from "node:assert/strict";
import fc from "fast-check";
import { LABELS } from "../../../sim/labels.ts";
import { randomStream } from "../../../sim/random.ts";
import { type Light } from "../../../sim/weather/light.ts";
import { lightAt, randomLight, weatherNamed, WEATHERS } from "../../../sim/weather/weathers.ts";

const NAMES = WEATHERS.map(({ name }) => name);
const aWeather = fc.constantFrom(...NAMES);
const anHour = fc.double({ min: 0, max: 24, maxExcluded: true, noNaN: true });

/** Every number of a light but those of the precipitation, by name. */
function numbersOf(light: Light): [name: string, value: number][] {
  return Object.entries(light).flatMap(([name, value]) =>
    [value].flat().filter((x) => typeof x === "number").map((x, i): [string, number] => [
      `${name}[${i}]`,
      x,
    ])
  );
}

function assertPhysical(light: Light): void {
  assert.ok(Math.abs(Math.hypot(...light.sunDirection) - 1) < 1e-9);
  assert.ok(Math.abs(Math.hypot(...light.glowDirection) - 1) < 1e-9);
  const { sunDirection: _, glowDirection: __, wind: ___, ...rest } = light;
  for (const [name, value] of numbersOf(rest as Light)) {
    assert.ok(Number.isFinite(value) && value >= 0, `${name} is ${value}`);
  }
  assert.ok(light.exposure > 0 && light.fogDensity > 0);
  for (const name of ["cloudCover", "night", "wetness", "snowCover"] as const) {
    assert.ok(light[name] <= 1, `${name} is ${light[name]}`);
  }
}

/** Light on level ground, `0..1` after the camera's exposure. */
function levelGround(light: Light): number {
  const { sunColour, sunDirection, ambientSky, exposure } = light;
  const e = sunColour[1] * Math.max(0, sunDirection[2]) + ambientSky[1];
  return 1 - Math.exp(-0.2 * e * exposure);
}

Deno.test("lightAt() is finite and not negative at every hour of every weather", () => {
  fc.assert(fc.property(aWeather, anHour, (weather, hour) => {
    assertPhysical(lightAt({ weather, hour }));
  }));
});

Deno.test("lightAt() has no jump: a minute changes little, midnight included", () => {
  const minute = 1 / 60;
  const sunny = new Set(["sunColour[0]", "sunColour[1]", "sunColour[2]"]);
  for (const weather of NAMES) {
    let before = new Map(numbersOf(lightAt({ weather, hour: 24 - minute })));
    for (let k = 0; k < 1440; k++) {
      const light = lightAt({ weather, hour: k * minute });
      // Where the moon takes over from the sun, neither casts light.
      const dark = Math.max(...light.sunColour) < 1e-9;
      for (const [name, value] of numbersOf(light)) {
        if (dark && /sunDirection|discGain/.test(name)) continue;
        const change = Math.abs(value - before.get(name)!);
        // The sun itself sets within a quarter of an hour.
        const most = sunny.has(name) ? 0.15 : name === "exposure" ? 0.1 : 0.05;
        if (/sunDirection|discGain/.test(name) && before.get("sunColour[2]")! < 1e-9) continue;
        assert.ok(change < most, `${weather} ${k * minute}: ${name} changes by ${change}`);
      }
      before = new Map(numbersOf(light));
    }
  }
});

Deno.test("lightAt() reddens towards evening and dims under cloud, fog and storm", () => {
  const noon = lightAt({ weather: "clear", hour: 13 });
  const evening = lightAt({ weather: "clear", hour: 20 });
  assert.ok(
    evening.sunColour[0] / evening.sunColour[2] > 2 * noon.sunColour[0] / noon.sunColour[2],
  );
  assert.ok(evening.sunDirection[2] < noon.sunDirection[2]);
  for (const weather of NAMES.filter((name) => name !== "clear")) {
    assert.ok(lightAt({ weather, hour: 13 }).sunColour[1] < 0.5 * noon.sunColour[1], weather);
  }
});

Deno.test("lightAt() makes nights darker than days in every weather, after exposure", () => {
  for (const weather of NAMES) {
    const day = levelGround(lightAt({ weather, hour: 13 }));
    const dusk = levelGround(lightAt({ weather, hour: 20.6 }));
    const night = levelGround(lightAt({ weather, hour: 1 }));
    assert.ok(day > 1.5 * dusk && dusk > 1.2 * night, `${weather}: ${day}, ${dusk}, ${night}`);
    assert.ok(night > 0.005, `${weather}: nothing is seen at night`);
  }
});

Deno.test("lightAt() turns lamps on at dusk and off at dawn", () => {
  for (const [hour, night] of [[6, 0], [13, 0], [20, 0], [21.2, 1], [0, 1], [4.8, 1]] as const) {
    assert.equal(lightAt({ weather: "clear", hour }).night, night, `${hour} o'clock`);
  }
});

Deno.test("lightAt() puts the glow of dusk where the sun went down, blue overhead", () => {
  const { glowColour, glowDirection, skyZenith } = lightAt({ weather: "clear", hour: 20.7 });
  assert.ok(glowColour[0] > 0.1 && glowColour[0] > 3 * glowColour[2]);
  assert.ok(glowDirection[0] < -0.95);
  assert.ok(skyZenith[2] > 2 * skyZenith[0]);
  assert.deepEqual(lightAt({ weather: "clear", hour: 13 }).glowColour, [0, 0, 0]);
  assert.ok(lightAt({ weather: "overcast", hour: 20.7 }).glowColour[0] < 0.25 * glowColour[0]);
});

Deno.test("lightAt() rises on +x and sets on -x; the moon stands in the night", () => {
  assert.ok(lightAt({ weather: "clear", hour: 6 }).sunDirection[0] > 0.9);
  assert.ok(lightAt({ weather: "clear", hour: 20 }).sunDirection[0] < -0.9);
  const { sunDirection, sunColour } = lightAt({ weather: "clear", hour: 1 });
  assert.ok(sunDirection[2] > 0.5 && sunColour[2] > sunColour[0]);
});

Deno.test("lightAt() names the weathers it knows and the hours of a day", () => {
  assert.throws(() => lightAt({ weather: "hail", hour: 12 }), {
    name: "RangeError",
    message: /"hail".*clear, overcast, fog/,
  });
  for (const hour of [24, -0.1, NaN, Infinity]) {
    assert.throws(() => lightAt({ weather: "clear", hour }), {
      name: "RangeError",
      message: new RegExp(`${hour} o'clock`),
    });
  }
});

Deno.test("friction() never exceeds that of dry ground, and is that of dry ground when clear", () => {
  for (const weather of WEATHERS) {
    for (const { name } of LABELS) {
      const factor = weather.friction(name);
      assert.ok(factor > 0.1 && factor <= 1, `${weather.name} on ${name}: ${factor}`);
      if (["clear", "overcast", "fog"].includes(weather.name)) assert.equal(factor, 1);
    }
  }
});

Deno.test("friction() falls from dry to drizzle to storm to snow on a road", () => {
  const factors = ["clear", "drizzle", "rain", "heavy_rain", "snow"].map((name) =>
    weatherNamed(name).friction("road")
  );
  for (let k = 1; k < factors.length; k++) assert.ok(factors[k]! < factors[k - 1]!, `${factors}`);
  assert.ok(factors[3]! > 0.6 && factors[3]! < 0.8);
  assert.ok(factors[4]! > 0.25 && factors[4]! < 0.5);
});

Deno.test("sensing leaves a clear day's sensors as they are, and helps none", () => {
  const clear = weatherNamed("clear").sensing;
  assert.deepEqual(clear, { gnssNoise: 1, cameraNoise: 1, lidarRange: 1, lidarDropout: 0 });
  for (const { name, sensing } of WEATHERS) {
    assert.ok(sensing.gnssNoise >= 1 && sensing.cameraNoise >= 1, name);
    assert.ok(sensing.lidarRange > 0.2 && sensing.lidarRange <= 1, name);
    assert.ok(sensing.lidarDropout >= 0 && sensing.lidarDropout < 0.5, name);
  }
});

Deno.test("randomLight() is physical, varied and the same for the same stream", () => {
  const random = randomStream(5, "light");
  const again = randomStream(5, "light");
  const fogs: number[] = [];
  const azimuths: number[] = [];
  for (let i = 0; i < 300; i++) {
    const light = randomLight(random);
    assertPhysical(light);
    assert.equal(light.night + light.wetness + light.snowCover, 0);
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

Deno.test("randomLight() draws what the shipped weights were trained under", () => {
  // Drawn before night, rain and snow were known; five draws each, in that order.
  const random = randomStream(11, "light");
  const { sunColour, sunDirection, exposure, fogDensity } = randomLight(random);
  const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);
  const expected = [
    0.3794523249924076,
    0.34698739807839235,
    0.2878030830100087,
    -0.6261405617248201,
    -0.4793790133828748,
    0.6149339464454603,
    2.1900846782644927,
    0.0027821513335290725,
  ];
  [...sunColour, ...sunDirection, exposure, fogDensity].forEach((x, i) => close(x, expected[i]!));
});
