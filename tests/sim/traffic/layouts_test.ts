import assert from "node:assert/strict";
import { LAYOUTS } from "../../../sim/roads/layouts/mod.ts";
import { createRoadLandscape } from "../../../sim/roads/road_landscape.ts";
import { createTraffic } from "../../../sim/traffic/traffic.ts";
import { driveTraffic, overlaps, present } from "../../support/drive_traffic.ts";

for (const { name } of LAYOUTS) {
  Deno.test(`traffic flows over the lanes of ${name} without overlap`, () => {
    for (const seed of [1, 2]) {
      const { roads, terrain } = createRoadLandscape(seed, name);
      const traffic = createTraffic(roads!.lanes, (x, y) => terrain.height(x, y), {
        seed,
        count: 36,
      });
      const start = Float64Array.from(traffic.state.odometer);
      driveTraffic(traffic, 150, (tick) => {
        if (tick % 30 === 0) {
          assert.deepEqual(overlaps(traffic), [], `${seed}, second ${tick / 60}`);
        }
      });
      const driven = traffic.state.odometer.reduce((sum, way, v) => sum + way - start[v]!, 0);
      assert.ok(driven > 36 * 150, `seed ${seed}: ${driven} m in all`);
      assert.ok(present(traffic).length > 20);
      const bodies = new Float64Array(36 * 8);
      traffic.writeBodies(bodies, 0);
      for (const v of present(traffic)) {
        const [x, y, z] = bodies.subarray(8 * v, 8 * v + 3);
        assert.ok(
          Math.abs(z! - terrain.height(x!, y!)) < 0.3,
          `${z} over ${terrain.height(x!, y!)}`,
        );
      }
    }
  });
}
