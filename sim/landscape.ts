import { type Block } from "./block.ts";
import { type Clearing, placeProps } from "./props/place_props.ts";
import { type Prop } from "./props/prop.ts";
import { type PropIndex } from "./props/prop_index.ts";
import { type RoadNetwork } from "./roads/road_network.ts";
import { type Streets } from "./streets/streets.ts";
import { createGroundMap, type GroundMap } from "./terrain/ground_map.ts";
import { scatterPatches } from "./terrain/ground_patches.ts";
import { createPath, type Path, pathPointAway } from "./terrain/path.ts";
import { placePonds, type Pond } from "./terrain/pond.ts";
import { createTerrain, type Terrain } from "./terrain/terrain.ts";

/** Everything of a world that stands still, around the origin. */
export interface Landscape {
  readonly seed: number;
  readonly terrain: Terrain;
  readonly ground: GroundMap;
  readonly ponds: readonly Pond[];
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
  readonly path: Path;
  /** Discs on the path, 60 m apart, without anything solid: drives start and end in them. */
  readonly clearings: readonly Clearing[];
}

/** A drive goes along the path from this abscissa to the point as far away, either way round. */
const DRIVE_START = -30;
const DRIVE_LENGTH = 60;
const CLEARING_RADIUS = 5;

/**
 * The landscape of a seed: a path through a meadow with trees. Equal seeds give equal landscapes.
 *
 * @param seed Unsigned 32-bit integer.
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
export function createLandscape(seed: number): OffroadLandscape {
  assertSeed(seed);
  const path = createPath(seed);
  const ponds = placePonds(seed, path, (dug) => createTerrain(seed, path, dug));
  const terrain = createTerrain(seed, path, ponds);
  const patches = scatterPatches(seed, path, ponds);
  const ground = createGroundMap(terrain, path, ponds, patches);
  const ends = [path.point(DRIVE_START), pathPointAway(path, DRIVE_START, DRIVE_LENGTH)];
  const clearings = ends.map((end) => ({ ...end, radius: CLEARING_RADIUS }));
  const { props, index } = placeProps({ seed, terrain, path, ponds, patches, clearings });
  return {
    seed,
    terrain,
    ground,
    ponds,
    props,
    path,
    clearings,
    propIndex: index,
    blocks: [],
    roads: null,
  };
}

/** @throws {RangeError} If `seed` is no unsigned 32-bit integer. */
export function assertSeed(seed: number): void {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new RangeError(
      `Cannot make a world of seed ${seed}: a seed is an integer from 0 to 4294967295`,
    );
  }
}
