/**
 * The world: landscape, vehicle, sensors, scenarios and the environment around them. SI units; axes
 * after ROS REP-103: x forward, y left, z up. Plain data comes out: nothing here knows of a GPU.
 */
export {
  type Actor,
  type ActorGroup,
  type BodyBox,
  type Landmark,
  type Part,
  POSE_NUMBERS,
} from "./actors/actor.ts";
export { type Footprint, Footprints } from "./actors/footprints.ts";
export { createHerd, type HerdOptions } from "./animals/herd.ts";
export { SPECIES } from "./animals/mod.ts";
export { type Biome } from "./biomes/biome.ts";
export { biomeNamed, BIOMES } from "./biomes/mod.ts";
export { type Block } from "./block.ts";
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
export { type CheckedEnv, checkEnv } from "./env_checker.ts";
export { IGNORE_LABEL, type Label, type LabelName, labelNamed, LABELS } from "./labels.ts";
export { assertSeed, createLandscape, type Landscape, type OffroadLandscape } from "./landscape.ts";
export { createCrowd, type CrowdOptions } from "./people/crowd.ts";
export { createHikers, type HikerOptions } from "./people/hikers.ts";
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
export { compose, inverse, type Pose, type Quaternion, rotate, type Vec3, yawOf } from "./pose.ts";
export { type Clearing } from "./props/place_props.ts";
export { type Prop, PROP_SIZES, type PropKind, type PropSize } from "./props/prop.ts";
export { PropIndex } from "./props/prop_index.ts";
export { type Random, randomStream } from "./random.ts";
export { type Lane, LaneGraph, type LanePlace, type LanePoint } from "./roads/lane_graph.ts";
export {
  type LaneTruth,
  laneTruthAt,
  type LaneTruthOptions,
  type VehiclePlace,
} from "./roads/lane_truth.ts";
export { LAYOUTS } from "./roads/layouts/mod.ts";
export { createRoadLandscape, type RoadLandscape } from "./roads/road_landscape.ts";
export { planRoute, type Route, RouteLine } from "./roads/route.ts";
export { scenarioNamed, scenarios } from "./scenarios/mod.ts";
export { type Scenario } from "./scenarios/scenario.ts";
export { type CameraSpec, mountCamera, ROVER_CAMERA } from "./sensors/camera.ts";
export { type FilmSpec } from "./sensors/film.ts";
export { type LensSpec } from "./sensors/lens.ts";
export { beamDirection, CAR_LIDAR, type LidarSpec, ROVER_LIDAR } from "./sensors/lidar.ts";
export { createSensors, type Sensors } from "./sensors/mod.ts";
export { type Motion, type Sensor, type SensorSpec } from "./sensors/sensor.ts";
export { depthOf, disparityOf, ROVER_STEREO, type StereoSpec } from "./sensors/stereo.ts";
export { Box, Dict, Discrete, type Space } from "./spaces.ts";
export { StateHash } from "./state_hash.ts";
export { type NoiseImage } from "./terrain/edge_noise.ts";
export { type GroundMap, type SplatImage } from "./terrain/ground_map.ts";
export { type Path, type PathPoint } from "./terrain/path.ts";
export { type Pond } from "./terrain/pond.ts";
export { type Surface, type Terrain } from "./terrain/terrain.ts";
export { createTraffic, type TrafficOptions } from "./traffic/traffic.ts";
export { type ActorSnapshot, snapshotOf } from "./truth/actor_snapshot.ts";
export { groundPlane, type PixelLine, type Plane, vanishingLine } from "./truth/horizon.ts";
export {
  type LandmarkTruth,
  type ObjectFrame,
  type ObjectTruth,
  objectTruths,
} from "./truth/object_truth.ts";
export { traversability } from "./truth/traversability.ts";
export { boundaryOf } from "./vehicles/body_forces.ts";
export { type DriveCommand, type PedalCommand, type VehicleCommand } from "./vehicles/command.ts";
export { vehicleNamed, VEHICLES } from "./vehicles/mod.ts";
export { cameraMount, ROVER } from "./vehicles/rover_design.ts";
export { type CameraMount, type Vehicle, type VehicleKind } from "./vehicles/vehicle.ts";
export { type Wheel } from "./vehicles/wheel.ts";
export { type Weather } from "./weather/weather.ts";
export { lightAt, weatherNamed, WEATHERS } from "./weather/weathers.ts";
export {
  type EpisodeOptions,
  type Goal,
  type Outcome,
  TICK,
  World,
  type WorldOptions,
} from "./world.ts";
