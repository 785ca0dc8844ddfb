import assert from "node:assert/strict";
import { benchMissions, missionFigures } from "../../bench/missions_bench.ts";
import { type MissionResult } from "../../bench/missions/mission.ts";
import { shippedWeights } from "../../models/mod.ts";
import { CheckpointError } from "../../vision/mod.ts";

function result(longRange: boolean, barrier: MissionResult["barrier"], seconds: number) {
  const reached = seconds < 600;
  return {
    ...{ seed: 1, longRange, biome: "desert", barrier, reached, seconds },
    ...{ metres: 2 * seconds, interventions: Number(!reached), stateHash: "" },
  };
}

Deno.test("figures of missions are means over drives of one way to see, pockets by themselves", () => {
  const figures = missionFigures([
    result(true, "cul_de_sac", 100),
    result(true, "wall", 300),
    result(false, "cul_de_sac", 600),
    result(false, "wall", 200),
  ]);
  const wanted = {
    missions_courses: 2,
    missions_success_on: 1,
    missions_seconds_on: 200,
    missions_metres_on: 400,
    missions_interventions_on: 0,
    missions_success_off: 0.5,
    missions_seconds_off: 400,
    missions_metres_off: 800,
    missions_interventions_off: 0.5,
    missions_cul_de_sac_courses: 1,
    missions_cul_de_sac_success_on: 1,
    missions_cul_de_sac_seconds_on: 100,
    missions_cul_de_sac_metres_on: 200,
    missions_cul_de_sac_interventions_on: 0,
    missions_cul_de_sac_success_off: 0,
    missions_cul_de_sac_seconds_off: 600,
    missions_cul_de_sac_metres_off: 1200,
    missions_cul_de_sac_interventions_off: 1,
  };
  assert.deepEqual(figures, wanted);
  assert.deepEqual(missionFigures([]), {});
});

Deno.test("missions whose weights are broken end with what is wrong, of its own class, and the others are broken off", async () => {
  const weights = (await Deno.readFile(shippedWeights("lagr"))).slice(0, -4);
  let driven = 0;
  const onResult = () => void driven++;
  await assert.rejects(
    benchMissions({ weights, seed: 1_000_000, count: 1, atOnce: 2, onResult }),
    CheckpointError,
  );
  assert.equal(driven, 0, "the mission without weights was driven to its end");
});
