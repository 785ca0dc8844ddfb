import { type ActorGroup } from "../actors/actor.ts";
import { Footprints } from "../actors/footprints.ts";
import { ENTITY } from "../entity_ids.ts";
import { createCrowd } from "../people/crowd.ts";
import { PropIndex } from "../props/prop_index.ts";
import { type Random, randomStream } from "../random.ts";
import { type LaneGraph, type LanePlace, type LanePoint } from "../roads/lane_graph.ts";
import { ROAD_LANDSCAPE_SIZE } from "../roads/layouts/layout_kind.ts";
import { createRoadLandscape, type RoadLandscape } from "../roads/road_landscape.ts";
import { type Route, wander } from "../roads/route.ts";
import { createSignalHeads } from "../streets/signal_heads.ts";
import { createTraffic } from "../traffic/traffic.ts";
import { car } from "../vehicles/car.ts";
import { lightAt, weatherNamed } from "../weather/weathers.ts";
import { type EpisodeOptions, World } from "../world.ts";
import { type Scenario } from "./scenario.ts";

/** What a kind of drive on roads is made of. */
export interface RoadDrive {
  readonly name: string;
  readonly description: string;
  /** Name of the layout of roads. */
  readonly layout: string;
  /** How many others are on the way. */
  readonly vehicles: number;
  readonly people: number;
  /** Metres from start to goal along the lanes. */
  readonly distance: number;
}

const GOAL_RADIUS = 5;
/** No drive is shorter, metres. */
const SHORTEST = 40;
const TIME_LIMIT = 240;
/** No start and no goal lies nearer to the edge of the map, metres. */
const EDGE = 25;
/** No start lies nearer to another vehicle, metres. */
const START_ROOM = 14;
/** Nobody's middle comes nearer to a post than this, metres. */
const BODY = 0.25;
/** Entity ids of people begin this far beyond those of vehicles. */
const PEOPLE_IDS = 1 << 16;

/** A drive in a car along the lanes of a road landscape, with traffic, people and lights. */
export function roadScenario(drive: RoadDrive): Scenario {
  const { name, description, layout } = drive;
  return {
    name,
    description,
    tags: ["road", "goal"],
    timeLimit: TIME_LIMIT,
    vehicle: car,
    size: ROAD_LANDSCAPE_SIZE,
    build(seed, episode = {}) {
      const landscape = createRoadLandscape(seed, layout);
      const { roads, streets } = landscape;
      const { lanes } = roads;
      const actors = populate(drive, landscape, episode);
      actors.push(createSignalHeads(streets, roads));
      const { start, route } = chooseDrive(drive, seed, lanes, actors);
      const from = pointAt(lanes, start);
      const last = route.legs.at(-1)!;
      const to = pointAt(lanes, { lane: last.lane, s: last.to, d: 0 });
      return new World({
        ...episode,
        landscape,
        start: { x: from.x, y: from.y, yaw: from.yaw },
        goal: { x: to.x, y: to.y, radius: GOAL_RADIUS },
        vehicle: car,
        actors,
        route,
      });
    },
  };
}

function populate(
  { vehicles, people }: RoadDrive,
  { seed, roads, terrain, propIndex, streets }: RoadLandscape,
  { weather = "clear", hour = 12 }: EpisodeOptions,
): ActorGroup[] {
  const night = lightAt({ weather, hour }).night > 0.3;
  const heightAt = (x: number, y: number) => terrain.height(x, y);
  const { lanes } = roads;
  const groups: ActorGroup[] = [
    createTraffic(lanes, heightAt, { seed, count: vehicles, night, firstId: ENTITY.firstActor }),
  ];
  if (people > 0 && lanes.walks.length > 0) {
    const posts = new PropIndex(streets.posts);
    const isFree = (x: number, y: number) => {
      let free = true;
      for (const index of [posts, propIndex]) {
        index.eachNear(x, y, BODY + 2, (post) => {
          if (Math.hypot(post.x - x, post.y - y) < post.radius + BODY) free = false;
        });
      }
      return free;
    };
    groups.push(
      createCrowd(lanes, heightAt, {
        seed,
        count: people,
        firstId: ENTITY.firstActor + PEOPLE_IDS,
        rain: weatherNamed(weather).precipitation?.kind === "rain",
        isFree,
      }),
    );
  }
  return groups;
}

/** A free place on a lane from which the roads lead far enough, to a goal on the map. */
function chooseDrive(
  { distance }: RoadDrive,
  seed: number,
  lanes: LaneGraph,
  actors: readonly ActorGroup[],
): { start: LanePlace; route: Route } {
  const random = randomStream(seed, "scenarios/road");
  const footprints = new Footprints();
  for (const group of actors) group.writeFootprints(footprints);
  let longest: { start: LanePlace; route: Route } | null = null;
  // Where all that is free lies so near to the edge that every drive ends beyond it, a shorter one will do.
  for (let wanted = distance; !longest && wanted > SHORTEST; wanted *= 0.7) {
    for (let trial = 0; trial < 400; trial++) {
      const start = freePlace(lanes, footprints, random);
      if (!start) continue;
      const route = wander(lanes, start, wanted, random);
      const { lane, to } = route.legs.at(-1)!;
      if (!isInside(pointAt(lanes, { lane, s: to, d: 0 }))) continue;
      if (!longest || route.length > longest.route.length) longest = { start, route };
      if (route.length >= wanted - 1) break;
    }
  }
  if (!longest) throw new Error(`Cannot start a drive of seed ${seed}: no lane has a free place`);
  return longest;
}

function freePlace(lanes: LaneGraph, others: Footprints, random: Random): LanePlace | null {
  const lane = lanes.lanes[Math.floor(random() * lanes.lanes.length)]!;
  const s = random() * lane.length;
  if (lane.inJunction || lane.length < 25 || s > lane.length - 15) return null;
  const place = { lane: lane.id, s, d: 0 };
  const { x, y } = pointAt(lanes, place);
  if (!isInside({ x, y })) return null;
  let free = true;
  others.eachNear(x, y, START_ROOM, ({ halfLength }) => {
    if (halfLength > 0.7) free = false;
  });
  return free ? place : null;
}

/** Whether a drive may begin or end at the point: roads run on beyond the wall around the map. */
function isInside({ x, y }: { readonly x: number; readonly y: number }): boolean {
  return Math.max(Math.abs(x), Math.abs(y)) <= ROAD_LANDSCAPE_SIZE / 2 - EDGE;
}

function pointAt(lanes: LaneGraph, { lane, s }: LanePlace): LanePoint {
  return lanes.point(lane, s, { x: 0, y: 0, yaw: 0, curvature: 0 });
}
