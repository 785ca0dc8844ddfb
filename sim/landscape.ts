import { type Block } from "./block.ts";
import { type Biome } from "./biomes/biome.ts";
import { meadow } from "./biomes/meadow.ts";
import { type Clearing, type Fixture, placeProps } from "./props/place_props.ts";
import { type Prop } from "./props/prop.ts";
import { type PropIndex } from "./props/prop_index.ts";
import { type RoadNetwork } from "./roads/road_network.ts";
import { type Streets } from "./streets/streets.ts";
import { createDitch } from "./terrain/ditch.ts";
import { createGroundMap, type GroundMap } from "./terrain/ground_map.ts";
import { scatterPatches } from "./terrain/ground_patches.ts";
import { createPath, type Path, pathPointAway } from "./terrain/path.ts";
import { placePonds, type Pond } from "./terrain/pond.ts";
import { createRiver, type River } from "./terrain/river.ts";
import { createTerrain, type Terrain } from "./terrain/terrain.ts";

/** Everything of a world that stands still, around the origin. */
export interface Landscape {
  readonly seed: number;
  readonly terrain: Terrain;
  readonly ground: GroundMap;
  readonly ponds: readonly Pond[];
  /** A river; absent or null where there is none. */
  readonly river?: River | null;
  /** Albedo of deep water, linear RGB; that of a meadow's ponds if absent. */
  readonly waterColour?: readonly [number, number, number];
  readonly props: readonly Prop[];
  /** The props by place. */
  readonly propIndex: PropIndex;
  /** Boxes that stand on the ground: buildings, rails. */
  readonly blocks: readonly Block[];
  /** Its roads; null off the road. */
  readonly roads: RoadNetwork | null;
  /** What was built along them; absent or null where there is nothing. */
  readonly streets?: Streets | null;
}

/** A landscape without roads, 256 x 256 m: a path leads through it. */
export interface OffroadLandscape extends Landscape {
  readonly biome: Biome;
  readonly path: Path;
  /** Discs on the path, 60 m apart, without anything solid: drives start and end in them. */
  readonly clearings: readonly Clearing[];
}

/** A drive goes along the path from this abscissa to the point as far away, either way round. */
const DRIVE_START = -30;
const DRIVE_LENGTH = 60;
const CLEARING_RADIUS = 5;

/**
 * The landscape of a seed: a path through a biome. Equal seeds and biomes give equal landscapes.
 *
 * @param seed Unsigned 32-bit integer.
 * @param biome A meadow with woods unless another is given.
 * @throws {RangeError} If the seed is none.
 *
 * @example
 * ```ts
 * import { createLandscape } from "./landscape.ts";
 * const { terrain, ground, path } = createLandscape(7);
 * const { x, y } = path.point(0);
 * terrain.height(x, y); // metres
 * ground.classAt(x, y); // a label id
 * ```
 */
export function createLandscape(seed: number, biome: Biome = meadow): OffroadLandscape {
  return assembleLandscape(seed, { biome, path: createPath(seed) });
}

/** What is decided of a landscape before its ground and its plants are made. */
export interface LandscapePlan {
  readonly biome: Biome;
  readonly path: Path;
  /** Discs that stay free; both ends of a drive along the path if absent. */
  readonly clearings?: readonly Clearing[];
  /** Plants and rocks that stand where they are wanted, before all others. */
  readonly fixtures?: readonly Fixture[];
}

/** A landscape made to a plan: scenarios that need walls or places of their own start here. */
export function assembleLandscape(seed: number, plan: LandscapePlan): OffroadLandscape {
  assertSeed(seed);
  const { biome, path, fixtures = [] } = plan;
  const layers = biome.relief;
  const relief = createTerrain(seed, { path, layers });
  const river = biome.river ? createRiver(seed, biome.river, path, relief.height) : null;
  const ditch = biome.ditch ? createDitch(seed, biome.ditch, path) : null;
  const shape = (ponds: readonly Pond[]) =>
    createTerrain(seed, { path, layers, ponds, river, ditch });
  const ponds = biome.ponds ? placePonds(seed, path, shape, biome.ponds) : [];
  const terrain = shape(ponds);
  const patches = scatterPatches(seed, path, ponds, biome.patches);
  const ground = createGroundMap({ biome, terrain, path, ponds, patches, river, ditch });
  const clearings = plan.clearings ?? driveEnds(path);
  const { props, index, blocks } = placeProps({
    seed,
    biome,
    terrain,
    path,
    ponds,
    river,
    patches,
    clearings,
    fixtures,
  });
  return {
    seed,
    terrain,
    ground,
    ponds,
    river,
    waterColour: biome.water,
    biome,
    props,
    path,
    clearings,
    propIndex: index,
    blocks,
    roads: null,
  };
}

/** Both ends of a drive along the path, 60 m apart. */
function driveEnds(path: Path): Clearing[] {
  const ends = [path.point(DRIVE_START), pathPointAway(path, DRIVE_START, DRIVE_LENGTH)];
  return ends.map((end) => ({ ...end, radius: CLEARING_RADIUS }));
}

/** @throws {RangeError} If `seed` is no unsigned 32-bit integer. */
export function assertSeed(seed: number): void {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new RangeError(
      `Cannot make a world of seed ${seed}: a seed is an integer from 0 to 4294967295`,
    );
  }
}
