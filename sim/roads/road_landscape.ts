import { assertSeed, type Landscape } from "../landscape.ts";
import { createProp, type Placement, type Prop } from "../props/prop.ts";
import { PropIndex } from "../props/prop_index.ts";
import { randomStream } from "../random.ts";
import { type LayoutKind, ROAD_LANDSCAPE_SIZE } from "./layouts/layout_kind.ts";
import { layoutNamed } from "./layouts/mod.ts";
import { createRoadGround } from "./road_ground.ts";
import { createRoadMesh } from "./road_mesh.ts";
import { type RoadNetwork } from "./road_network.ts";
import { RoadSurface } from "./road_surface.ts";
import { createBase, createRoadTerrain } from "./road_terrain.ts";
import { furnish, type Streets } from "../streets/mod.ts";
import { placeRoadsidePlants, plantIslands } from "./roadside_plants.ts";

/** A landscape with roads, 512 x 512 m around the origin. */
export interface RoadLandscape extends Landscape {
  readonly roads: RoadNetwork;
  readonly streets: Streets;
}

/** Buildings and street furniture are numbered from here, props from `ENTITY.firstProp`. */
const FIRST_STREET_ID = 1 << 16;
/** Roads are looked for this far, metres. */
const FARTHEST = 40;

/**
 * The road landscape of a seed and a kind. Equal arguments give equal landscapes.
 *
 * @param seed Unsigned 32-bit integer.
 * @param layout `country`, `town`, `roundabout` or `highway`.
 * @throws {RangeError} If the seed is none or no layout has that name.
 *
 * @example
 * ```ts
 * import { createRoadLandscape } from "./road_landscape.ts";
 * const { roads, ground } = createRoadLandscape(7, "town");
 * const lane = roads.lanes.lanes[0]!;
 * ground.classAt(lane.x[0]!, lane.y[0]!); // the label id of road, or of paint on it
 * ```
 */
export function createRoadLandscape(seed: number, layout: string): RoadLandscape {
  assertSeed(seed);
  const kind = layoutNamed(layout);
  const { roads, surface, land } = layRoads(seed, kind);
  const { terrain } = land;
  const streets = furnish(roads, terrain, seed, FIRST_STREET_ID);
  const props: Prop[] = [];
  const propIndex = new PropIndex();
  const plant = (placement: Placement) => {
    const { x, y } = placement;
    const prop = createProp(placement, props.length, terrain.height(x, y));
    props.push(prop);
    propIndex.add(prop);
  };
  for (const tree of streets.trees) plant(tree);
  plantIslands(seed, roads.layout.junctions, plant);
  const { blocks } = streets;
  placeRoadsidePlants(seed, kind, { surface, blocks, taken: propIndex }, plant);
  return {
    seed,
    terrain,
    ground: createRoadGround(seed, surface),
    ponds: [],
    props,
    propIndex,
    blocks,
    streets,
    roads,
  };
}

function layRoads(seed: number, kind: LayoutKind) {
  const plan = kind.build(randomStream(seed, `roads/layout/${kind.name}`));
  const base = createBase(seed, kind.waves);
  const mesh = createRoadMesh(plan.strips, plan.fans, base);
  const surface = new RoadSurface(mesh, ROAD_LANDSCAPE_SIZE);
  const land = createRoadTerrain(seed, base, surface, kind.hills);
  const { graph, layout } = plan.finish(kind.name);
  const roads: RoadNetwork = {
    lanes: graph,
    layout,
    mesh,
    relief: land.relief,
    distance: (x, y) => surface.distance(x, y, FARTHEST),
  };
  return { roads, surface, land };
}
