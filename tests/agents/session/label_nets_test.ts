import assert from "node:assert/strict";
import { LABEL_NETS, labelNetFor } from "../../../agents/session/label_nets.ts";
import { models, shippedWeights } from "../../../models/mod.ts";
import { scenarios } from "../../../sim/scenarios/mod.ts";
import { WEATHERS } from "../../../sim/weather/weathers.ts";

const modelFor = (scenario: string, weather: string, hour: number) =>
  labelNetFor({ scenario, weather, hour }).model;

Deno.test("labelNetFor() keeps the meadow's own net for the meadow by day", () => {
  assert.equal(modelFor("offroad", "clear", 10), "terrain_labels");
  assert.equal(modelFor("offroad", "fog", 16), "terrain_labels");
  assert.equal(modelFor("offroad", "clear", 23), "scene_labels");
  assert.equal(modelFor("offroad", "snow", 10), "scene_labels");
  assert.equal(modelFor("snow", "clear", 10), "scene_labels");
  assert.equal(modelFor("town", "clear", 10), "scene_labels");
});

Deno.test("labelNetFor() has a net with shipped weights for whatever can be asked for", async () => {
  for (const { name: scenario } of scenarios) {
    for (const { name: weather } of WEATHERS) {
      for (const hour of [0, 6, 12, 18.5, 23.9]) {
        const model = modelFor(scenario, weather, hour);
        assert.ok(models.some(({ name }) => name === model), model);
      }
    }
  }
  for (const { model } of LABEL_NETS) {
    assert.ok((await Deno.stat(shippedWeights(model))).size > 0, model);
  }
});
