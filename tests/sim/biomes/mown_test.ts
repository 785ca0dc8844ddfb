import assert from "node:assert/strict";
import { BIOMES } from "../../../sim/biomes/mod.ts";
import { mown } from "../../../sim/biomes/mown.ts";
import { createLandscape } from "../../../sim/landscape.ts";

Deno.test("in a mown biome no grass stands, and everything else does", () => {
  for (const biome of BIOMES) {
    const [grown, bare] = [biome, mown(biome)].map((each) => createLandscape(31, each).props);
    const solid = grown!.filter(({ kind }) => kind !== "tall_grass");
    assert.ok(solid.length < grown!.length, `${biome.name}: no grass to mow`);
    assert.ok(bare!.every(({ kind }) => kind !== "tall_grass"));
    // Others may stand where grass kept them out.
    for (const kind of new Set(solid.map(({ kind }) => kind))) {
      const [was, is] = [solid, bare!].map((all) =>
        all.filter((prop) => prop.kind === kind).length
      );
      assert.ok(is! >= 0.95 * was!, `${biome.name}: ${is} of ${was} stand, ${kind}`);
    }
  }
});
