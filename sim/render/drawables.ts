import { type Drawable, type DrawContext } from "./drawable.ts";
import { GroundMesh } from "./ground_mesh.ts";
import { Movers } from "./movers/movers.ts";
import { type ShapeSource } from "./movers/mover_table.ts";
import { PropBatches } from "./prop_batches.ts";
import { RoadMeshes } from "./roads/road_meshes.ts";
import { SkyMesh } from "./sky_mesh.ts";
import { StreetScene } from "./streets/street_scene.ts";
import { WaterDiscs } from "./water_discs.ts";

/**
 * Everything that is drawn, one line for each kind of thing, in the order of drawing: what hides most
 * of the rest first, the sky where nothing else was drawn.
 */
export function createDrawables(
  context: DrawContext,
  shapeNamed: ShapeSource,
): readonly Drawable<unknown>[] {
  return [
    new PropBatches(context),
    new Movers(context, shapeNamed),
    new StreetScene(context),
    new RoadMeshes(context),
    new GroundMesh(context),
    new WaterDiscs(context),
    new SkyMesh(context),
  ];
}
