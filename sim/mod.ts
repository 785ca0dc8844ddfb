/**
 * The world: landscape, vehicle, sensors, scenarios and the environment around them. SI units; axes
 * after ROS REP-103: x forward, y left, z up. Plain data comes out: nothing here knows of a GPU.
 */
export { type Biome } from "./biomes/biome.ts";
export { BIOMES, biomeNamed } from "./biomes/mod.ts";
export { type GroundPose, isClear, randomClearPose } from "./clear_pose.ts";
export { ENTITY } from "./entity_ids.ts";
export {
  Env,
  type EnvInfo,
  type EnvOptions,
  type Observation,
  type ResetOptions,
  type StepResult,
} from "./env.ts";
export { checkEnv } from "./env_checker.ts";
export { assertSeed, createLandscape, type Landscape } from "./landscape.ts";
export { createCannonPhysics } from "./physics/cannon_physics.ts";
export {
  type BodyShape,
  type BodyState,
  type Contact,
  GRAVITY,
  type Obstacles,
  type PhysicsMaker,
  type RigidBodyPhysics,
} from "./physics/rigid_body.ts";
export { type Clearing } from "./props/place_props.ts";
export { type Prop, PROP_SIZES, type PropKind, type PropSize } from "./props/prop.ts";
export { PropIndex } from "./props/prop_index.ts";
export { scenarioNamed, scenarios } from "./scenarios/mod.ts";
export { type Scenario } from "./scenarios/scenario.ts";
export { createSensors, type Sensors } from "./sensors/mod.ts";
export { type Motion, type Sensor, type SensorSpec } from "./sensors/sensor.ts";
export { Box, Dict, Discrete, type Space } from "./spaces.ts";
export { StateHash } from "./state_hash.ts";
export { type NoiseImage } from "./terrain/edge_noise.ts";
export { type GroundMap, type SplatImage } from "./terrain/ground_map.ts";
export { type Path, type PathPoint } from "./terrain/path.ts";
export { type Pond } from "./terrain/pond.ts";
export { BOUNDARY, type Surface, type Terrain, WORLD_SIZE } from "./terrain/terrain.ts";
export { boundaryOf } from "./vehicles/body_forces.ts";
export { type DriveCommand, type PedalCommand, type VehicleCommand } from "./vehicles/command.ts";
export { vehicleNamed, VEHICLES } from "./vehicles/mod.ts";
export { cameraMount, ROVER } from "./vehicles/rover_design.ts";
export { type CameraMount, type Vehicle, type VehicleKind } from "./vehicles/vehicle.ts";
export { type Wheel } from "./vehicles/wheel.ts";
export {
  type EpisodeOptions,
  type Goal,
  type Outcome,
  TICK,
  World,
  type WorldOptions,
} from "./world.ts";
