import assert from "node:assert/strict";
import { Footprints } from "../../sim/actors/footprints.ts";
import { gapTo } from "../../sim/block.ts";
import { isClear } from "../../sim/clear_pose.ts";
import { ENTITY } from "../../sim/entity_ids.ts";
import { LABELS } from "../../sim/labels.ts";
import { compose, inverse, rotate } from "../../sim/pose.ts";
import { solidGap } from "../../sim/props/prop.ts";
import { randomStream } from "../../sim/random.ts";
import { type Route } from "../../sim/roads/route.ts";
import { type LaneGraph } from "../../sim/roads/lane_graph.ts";
import { shapeNamed } from "../../sim/shapes/mod.ts";
import { boundaryOf } from "../../sim/vehicles/body_forces.ts";
import { type DriveCommand } from "../../sim/vehicles/command.ts";
import { waterDepth } from "../../sim/terrain/water.ts";
import { poseIn, snapshotOf } from "../../sim/truth/actor_snapshot.ts";
import { type World } from "../../sim/world.ts";
import { hasRoute } from "./routes.ts";

/** Ids of actors end here. */
const ID_END = 2 ** 24;
/** What a car stands on that begins on a lane. */
const CARRIAGEWAY = new Set<string>(["road", "lane_marking", "crosswalk"]);
/** Feet, wheels and hooves keep this near to the ground under the middle of their body, metres. */
const STANDING = 0.9;
/** Deeper than this, metres, lies who has driven off the map and is yet to come back. */
const NOWHERE = -900;
/** Pavements run on past the edge of the map, and people on them, metres. */
const PAST_EDGE = 8;
/** Parts may reach this far out of their actor's box, metres: feet step aside, wheels steer; necks bend far. */
const OUT_OF_BOX = { animal: 0.45, other: 0.3 } as const;

/** A command that wanders: held for half a second, often forwards, within what the vehicle can do. */
export function wanderer({ seed, vehicle: { kind } }: World): (tick: number) => DriveCommand {
  const random = randomStream(seed, "wander");
  const fastest = Math.min(10, kind.maxSpeed), sharpest = Math.min(1, kind.maxYawRate);
  let command: DriveCommand = { linear: 0, angular: 0 };
  return (tick) => {
    if (tick % 30 === 0) {
      command = {
        linear: random() < 0.15 ? -0.3 * fastest : (0.3 + 0.6 * random()) * fastest,
        angular: 1.6 * sharpest * (random() - 0.5),
        brake: random() < 0.05,
      };
    }
    return command;
  };
}

/** Asserts that a world that was just built can be driven: a free start, and a way to the goal. */
export function assertDrivable(world: World, name: string): void {
  const { landscape, start, goal, route } = world;
  const boundary = boundaryOf(landscape.terrain);
  for (const { x, y } of [start, goal]) {
    assert.ok(Math.max(Math.abs(x), Math.abs(y)) < boundary, `${name}: ${x}, ${y} is off the map`);
    assert.equal(world.waterDepthAt(x, y), 0, `${name}: water at ${x}, ${y}`);
    assert.ok(isClear(landscape, x, y), `${name}: something stands at ${x}, ${y}`);
  }
  if (landscape.roads) {
    for (const { label } of world.vehicle.wheels) {
      assert.ok(CARRIAGEWAY.has(LABELS[label]!.name), `${name}: a wheel on ${LABELS[label]!.name}`);
    }
  }
  assert.ok(world.goalDistance > 2 * goal.radius, `${name}: begins at its goal`);
  if (route) assertRouteLeads(world, landscape.roads!.lanes, route, name);
  else assert.ok(hasRoute(world), `${name}: no way to the goal`);
  const others = new Footprints();
  for (const group of world.actors) group.writeFootprints(others);
  const own = world.vehicle.footprint();
  others.eachNear(start.x, start.y, 12, (found) => {
    const gap = gapTo(own, found.x, found.y) - Math.hypot(found.halfLength, found.halfWidth);
    assert.ok(gap > 0, `${name}: ${found.entity} stands at the start`);
  });
}

function assertRouteLeads(
  { start, goal }: World,
  graph: LaneGraph,
  { legs, length }: Route,
  name: string,
): void {
  const { lanes } = graph;
  const at = (lane: number, s: number) =>
    graph.point(lane, s, { x: 0, y: 0, yaw: 0, curvature: 0 });
  const first = at(legs[0]!.lane, legs[0]!.from), last = at(legs.at(-1)!.lane, legs.at(-1)!.to);
  assert.ok(Math.hypot(first.x - start.x, first.y - start.y) < 0.5, `${name}: not from the start`);
  assert.ok(Math.hypot(last.x - goal.x, last.y - goal.y) < goal.radius, `${name}: not to the goal`);
  let sum = 0;
  legs.forEach(({ lane, from, to }, k) => {
    assert.ok(to >= from, `${name}: leg ${k} goes backwards`);
    sum += to - from;
    const before = legs[k - 1];
    if (!before) return;
    assert.ok(lanes[before.lane]!.next.includes(lane), `${name}: leg ${k} does not follow`);
    const [end, begin] = [at(before.lane, before.to), at(lane, from)];
    assert.ok(Math.hypot(end.x - begin.x, end.y - begin.y) < 0.5, `${name}: a gap before leg ${k}`);
  });
  assert.ok(Math.abs(sum - length) < 1e-6, `${name}: ${length} m are told of, ${sum} m are led`);
}

/** Asserts that everything that moves has an entity id of its own, in the range of actors. */
export function assertOwnIds({ movers, landscape }: World, name: string): void {
  const all = movers.flatMap(({ actors }) => actors);
  const ids = new Set(all.map(({ id }) => id));
  assert.equal(ids.size, all.length, `${name}: two actors share an id`);
  assert.ok(ids.has(ENTITY.ego));
  for (const { id, label } of all) {
    // Lights are fixed to what stands, and numbered with it.
    const [first, end] = label === "traffic_light"
      ? [ENTITY.firstProp, ENTITY.firstActor]
      : [ENTITY.firstActor, ID_END];
    assert.ok(id === ENTITY.ego || (id >= first && id < end), `${name}: ${id} is out of range`);
  }
  for (const { id } of [...landscape.props, ...landscape.blocks]) {
    assert.ok(id >= ENTITY.firstProp && id < ENTITY.firstActor, `${name}: ${id} is out of range`);
    assert.ok(!ids.has(id), `${name}: ${id} stands and moves`);
  }
}

/** Asserts that the vehicle is whole: finite, on the ground, on its wheels, on the map. */
export function assertSound({ landscape: { terrain }, vehicle }: World, name: string): void {
  assert.ok(vehicle.dynamicState().every(Number.isFinite), `${name}: not finite`);
  const { position: [x, y, z], orientation } = vehicle.worldFromBody;
  const { rideHeight } = vehicle.kind;
  const above = z - terrain.height(x, y);
  assert.ok(
    above > 0.25 * rideHeight && above < rideHeight + 0.6,
    `${name}: ${above} m above the ground`,
  );
  assert.ok(Math.abs(Math.hypot(...orientation) - 1) < 1e-6, `${name}: no rotation`);
  assert.ok(vehicle.upright > 0.6, `${name}: tipped over`);
  assert.ok(Math.max(Math.abs(x), Math.abs(y)) < terrain.size / 2, `${name}: off the map`);
  assert.ok(Math.hypot(...vehicle.velocity) < 1.3 * vehicle.kind.maxSpeed + 4, `${name}: flung`);
}

/** Asserts that everything else that moves is where it can be. */
export function assertActorsSound({ landscape, actors: groups }: World, name: string): void {
  const { terrain, propIndex, roads } = landscape;
  const { actors, bodies } = snapshotOf(groups);
  assert.ok(bodies.every(Number.isFinite), `${name}: a body is not finite`);
  actors.forEach(({ id, model, label }, i) => {
    const who = `${name}: ${model} ${id}`;
    const { position: [x, y, z], orientation } = poseIn(bodies, i);
    assert.ok(Math.abs(Math.hypot(...orientation) - 1) < 1e-4, `${who} has no rotation`);
    assert.ok(
      Math.max(Math.abs(x), Math.abs(y)) < terrain.size / 2 + PAST_EDGE,
      `${who} left the map`,
    );
    // Lights hang over the road.
    if (label === "traffic_light") return;
    const above = z - terrain.height(x, y);
    // Whoever is not there now lies far under the ground.
    if (above < NOWHERE && roads) return;
    assert.ok(Math.abs(above) < STANDING, `${who} is ${above} m above the ground`);
    if (roads) return;
    assert.equal(waterDepth(landscape, x, y), 0, `${who} is in the water`);
    propIndex.eachNear(x, y, 4, (prop) => {
      assert.ok(solidGap(prop, x, y) > 0, `${who} is in ${prop.kind} ${prop.id}`);
    });
  });
}

/** Asserts that every vertex of every part lies in its actor's box, or near it. */
export function assertBoxesHold({ movers }: World, name: string): void {
  const { actors, bodies, parts: poses, firstPart } = snapshotOf(movers);
  assert.ok(poses.every(Number.isFinite), `${name}: a part is not finite`);
  actors.forEach(({ id, model, label, box, parts }, i) => {
    const most = label === "animal" ? OUT_OF_BOX.animal : OUT_OF_BOX.other;
    const bodyFromWorld = inverse(poseIn(bodies, i));
    parts.forEach(({ shape, size: [sx, sy, sz] = [1, 1, 1] }, k) => {
      const bodyFromPart = compose(bodyFromWorld, poseIn(poses, firstPart[i]! + k));
      const { position: at, orientation } = bodyFromPart;
      const { positions } = shapeNamed(shape, 2);
      for (let v = 0; v < positions.length; v += 3) {
        const point = rotate(orientation, [
          sx * positions[v]!,
          sy * positions[v + 1]!,
          sz * positions[v + 2]!,
        ]);
        const out = Math.max(
          ...point.map((value, axis) =>
            Math.abs(value + at[axis]! - box.centre[axis]!) - box.halfExtents[axis]!
          ),
        );
        assert.ok(out < most, `${name}: ${shape} of ${model} ${id} reaches ${out} m out`);
      }
    });
  });
}
