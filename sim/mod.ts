/** The world: terrain, props, rover, sensors, scenarios. Units SI, axes ROS REP-103. */
export { type GroundPose, isClear, randomClearPose } from "./clear_pose.ts";
export { ENTITY } from "./entity_ids.ts";
export { assertSeed, createLandscape, type Landscape } from "./landscape.ts";
export { type Clearing } from "./props/place_props.ts";
export { type Prop, PROP_SIZES, type PropKind, type PropSize } from "./props/prop.ts";
export { PropIndex } from "./props/prop_index.ts";
export { type NoiseImage } from "./terrain/edge_noise.ts";
export { type GroundMap, type SplatImage } from "./terrain/ground_map.ts";
export { type Path, type PathPoint } from "./terrain/path.ts";
export { type Pond } from "./terrain/pond.ts";
export { type Surface, type Terrain, WORLD_SIZE } from "./terrain/terrain.ts";
