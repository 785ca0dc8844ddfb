import type { ActorGroup } from "../../../sim/actors/actor.ts";
import { POSE_NUMBERS } from "../../../sim/actors/actor.ts";
import { Footprints } from "../../../sim/actors/footprints.ts";
import { BlockIndex } from "../../../sim/block_index.ts";
import { facing, isClear, randomClearPose } from "../../../sim/clear_pose.ts";
import type { Landscape, OffroadLandscape } from "../../../sim/landscape.ts";
import type { Post } from "../../../sim/post.ts";
import { PropIndex } from "../../../sim/props/prop_index.ts";
import { compose, fromYawPitchRoll, type Pose } from "../../../sim/pose.ts";
import { type Random, randomStream } from "../../../sim/random.ts";
import type { Renderer, Scene } from "../../../sim/render/mod.ts";
import { scenarioNamed } from "../../../sim/scenarios/mod.ts";
import { mountCamera } from "../../../sim/sensors/camera.ts";
import { cameraMount, ROVER } from "../../../sim/vehicles/rover_design.ts";
import { randomLean, slopeUnderWheels, standingPose } from "../../../sim/vehicles/standing_pose.ts";
import type { Vehicle } from "../../../sim/vehicles/vehicle.ts";
import type { World } from "../../../sim/world.ts";
import { around, before, onLane, onWalk, type Place } from "../viewpoints.ts";
import { createRobot, Standby, UNDERGROUND } from "./standby.ts";

/** Share of worlds that are seen from dusk to dawn, lamps lit. */
const NIGHTS = 0.3;
/** Share of frames that are taken of somebody or something that moves. */
const SOMEONE = 0.18;
/** Seconds in which what moves goes on by a step. */
const STEP = 1 / 15;
/** Share of worlds in which people carry umbrellas. */
const UMBRELLAS = 0.25;
const ROVER_FROM_CAMERA = mountCamera(cameraMount.position, 0, cameraMount.pitch);

/** A scenario's world with all that moves in it, and another robot now and then. */
export class Stage {
  readonly scene: Scene;
  /** Whether it is seen from dusk to dawn. */
  readonly night: boolean;
  readonly #world: World;
  readonly #robot: Standby;
  /** All that move, class by class: their group, and which of it they are. */
  readonly #actors: readonly { readonly group: ActorGroup; readonly index: number }[][];
  readonly #blocks: BlockIndex;
  readonly #posts: PropIndex<Post>;
  readonly #footprints = new Footprints();
  readonly #start: number;
  #steps = 0;

  constructor(scenario: string, seed: number, renderer: Renderer) {
    // Named as it was when the shipped weights were learned.
    const random = randomStream(seed, `models/terrain_labels/${scenario}`);
    this.night = random() < NIGHTS;
    const world = this.#world = scenarioNamed(scenario).build(seed, {
      hour: this.night ? 0 : 12,
      // Who is out in the rain has an umbrella, whatever the weather of a frame.
      weather: random() < UMBRELLAS ? "rain" : "clear",
    });
    const { landscape } = world;
    this.#blocks = new BlockIndex(landscape.blocks);
    this.#robot = new Standby(createRobot(landscape));
    this.#posts = new PropIndex(landscape.streets?.posts);
    this.#actors = byClass(world.actors);
    this.#start = 60 * random();
    this.scene = renderer.createScene(landscape, [...world.movers, this.#robot]);
    this.#leaveFootprints();
    this.#step();
  }

  /** Steps that it has gone on since its start. */
  get steps(): number {
    return this.#steps;
  }

  /** Lets what moves go on until it has done that many steps. */
  advance(steps: number): void {
    if (this.#steps === steps) return;
    this.#world.vehicle.place(this.#world.start);
    for (; this.#steps < steps; this.#steps++) this.#step();
  }

  /** Puts a camera somewhere; with it come the vehicle that carries it, and perhaps a robot before it. */
  look(random: Random): { readonly worldFromCamera: Pose; readonly hidden: number } {
    const { vehicle, start, landscape } = this.#world;
    vehicle.place(start);
    const offroad = isOffroad(landscape);
    const view = offroad ? this.#fromPath(landscape, random) : this.#fromRoad(random);
    const { place } = view;
    if (view.own) vehicle.place(place);
    this.#robot.shown = false;
    if (random() < (offroad ? 0.08 : 0.05)) {
      const at = before(place, 1.6, 9, random);
      this.#robot.shown = this.#isFree(at, 0.6);
      if (this.#robot.shown) this.#robot.vehicle.place(at);
    }
    this.scene.takePoses();
    const worldFromCamera = view.own && !offroad
      ? fromSeat(vehicle, random)
      : compose(roverAt(landscape, place, random), ROVER_FROM_CAMERA);
    return { worldFromCamera, hidden: view.own ? vehicle.actor.id : 0 };
  }

  /** Where a rover stands off the road; it is the world's own. */
  #fromPath(landscape: OffroadLandscape, random: Random): { place: Place; own: boolean } {
    const seen = random() < SOMEONE ? this.#beforeSomeone(random, 1.4, 13) : null;
    return { place: seen ?? randomClearPose(landscape, random), own: true };
  }

  /** Where a car stands on the road, or a rover on a pavement. */
  #fromRoad(random: Random): { place: Place; own: boolean } {
    const { lanes, walks } = this.#world.landscape.roads!.lanes;
    const within = ({ x, y }: Place) => Math.max(Math.abs(x), Math.abs(y)) < 236;
    const kind = random();
    if (kind < SOMEONE) {
      const place = this.#beforeSomeone(random, 2, 22);
      if (place) return { place, own: false };
    }
    const onFoot = kind > 0.8 && walks.length > 0;
    for (let trial = 0; trial < 60; trial++) {
      const place = onFoot ? onWalk(walks, random) : onLane(lanes, random);
      if (within(place) && this.#isFree(place, onFoot ? 0.5 : 1.3)) {
        return { place, own: !onFoot };
      }
    }
    return { place: this.#world.start, own: true };
  }

  /**
   * A free place from which one of those who move here is seen, each class as likely as another; null
   * where none was found.
   */
  #beforeSomeone(random: Random, nearest: number, depth: number): Place | null {
    const those = this.#actors[Math.floor(random() * this.#actors.length)];
    if (!those) return null;
    for (let trial = 0; trial < 12; trial++) {
      const { group, index } = those[Math.floor(random() * those.length)]!;
      const bodies = new Float64Array(group.actors.length * POSE_NUMBERS);
      group.writeBodies(bodies, 0);
      const [x, y, z] = bodies.subarray(index * POSE_NUMBERS);
      const distance = nearest + depth * random() ** 2;
      const place = facing({ x: x!, y: y! }, distance, 0.9, random);
      if (z! > UNDERGROUND && this.#isFree(place, 0.6)) return place;
    }
    return null;
  }

  /** Whether there is room of that radius between all that stands and moves. */
  #isFree({ x, y }: Place, radius: number): boolean {
    const { landscape } = this.#world;
    if (isOffroad(landscape)) {
      if (!isClear(landscape, x, y)) return false;
    } else {
      let free = Math.max(Math.abs(x), Math.abs(y)) < 240;
      for (const index of [landscape.propIndex, this.#posts]) {
        index.eachNear(x, y, radius + 3, (prop) => {
          if (Math.hypot(prop.x - x, prop.y - y) < prop.radius + radius) free = false;
        });
      }
      if (!free) return false;
    }
    if (this.#blocks.near(x, y, radius).length > 0) return false;
    let free = true;
    this.#footprints.eachNear(x, y, radius + 1.5 * this.#footprints.largest, (other) => {
      const [dx, dy] = [x - other.x, y - other.y];
      const [cos, sin] = [Math.cos(other.yaw), Math.sin(other.yaw)];
      const along = Math.abs(cos * dx + sin * dy) - other.halfLength;
      const across = Math.abs(cos * dy - sin * dx) - other.halfWidth;
      if (Math.max(along, across) < radius) free = false;
    });
    return free;
  }

  #step(): void {
    const time = this.#start + this.#steps * STEP;
    for (const group of this.#world.actors) group.step(STEP, time, this.#footprints);
    this.#leaveFootprints();
  }

  #leaveFootprints(): void {
    this.#footprints.clear();
    // Off the road the vehicle is where the camera is: nobody flees from where it was last.
    if (!isOffroad(this.#world.landscape)) this.#footprints.add(this.#world.vehicle.footprint());
    for (const group of this.#world.actors) group.writeFootprints(this.#footprints);
  }
}

function byClass(groups: readonly ActorGroup[]) {
  const all = groups.flatMap((group) =>
    group.actors.map(({ label }, index) => ({ label, group, index }))
  );
  return [...Map.groupBy(all, ({ label }) => label).values()];
}

function isOffroad(landscape: Landscape): landscape is OffroadLandscape {
  return landscape.roads === null;
}

/** The camera of a car that stands there, nodding and rolling a little. */
function fromSeat({ worldFromBody, kind: { camera } }: Vehicle, random: Random): Pose {
  const bodyFromMount: Pose = {
    position: camera.position,
    orientation: fromYawPitchRoll(0, around(0.015, random), around(0.01, random)),
  };
  return compose(worldFromBody, compose(bodyFromMount, mountCamera([0, 0, 0], 0, camera.pitch)));
}

/** A pose of a rover's body there, on ground that may have kerbs. */
function roverAt({ terrain }: Landscape, place: Place, random: Random): Pose {
  const slope = slopeUnderWheels(terrain, place, ROVER.wheels.base);
  return standingPose(terrain, place, randomLean(random), slope);
}
