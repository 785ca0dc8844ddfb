import { gapTo } from "./block.ts";
import { labelNamed } from "./labels.ts";
import { type Landscape, type OffroadLandscape } from "./landscape.ts";
import { solidGap } from "./props/prop.ts";
import { type Random } from "./random.ts";
import { besidePath } from "./terrain/ground_patches.ts";
import { OFFROAD_SIZE } from "./terrain/terrain.ts";

/** A place on the ground and a heading. */
export interface GroundPose {
  readonly x: number;
  readonly y: number;
  /** Radians from +x, counter-clockwise. */
  readonly yaw: number;
}

/** No pose lies closer to the world's edge, metres. */
const EDGE_MARGIN = 12;
/** Radius around a rover's centre that must be free, metres. */
const CLEARANCE = 0.85;
const WATER = labelNamed("water").id;

/** What a pose looks at, with the share of poses that do. */
const SIGHTS = [
  ["path", 0.4],
  ["prop", 0.24],
  ["pond", 0.14],
  ["verge", 0.12],
  ["anywhere", 0.1],
] as const;

/**
 * A pose at which a rover touches nothing and stands on dry ground, at least 12 m from the edge of
 * the world: on the path, before an obstacle, at a pond, beside the path, or anywhere.
 *
 * @example
 * ```ts
 * import { randomClearPose } from "./clear_pose.ts";
 * import { createLandscape } from "./landscape.ts";
 * import { randomStream } from "./random.ts";
 * const pose = randomClearPose(createLandscape(3), randomStream(3, "poses"));
 * Math.abs(pose.x) <= 116; // true
 * ```
 */
export function randomClearPose(landscape: OffroadLandscape, random: Random): GroundPose {
  for (;;) {
    const pose = propose(landscape, random);
    if (isClear(landscape, pose.x, pose.y)) return pose;
  }
}

/** Whether a rover centred there touches nothing that stands, on dry ground well inside the world. */
export function isClear(landscape: Landscape, x: number, y: number): boolean {
  const half = landscape.terrain.size / 2 - EDGE_MARGIN;
  if (Math.abs(x) > half || Math.abs(y) > half) return false;
  let clear = landscape.roads === null || isClearOfStreets(landscape, x, y);
  landscape.propIndex.eachNear(x, y, CLEARANCE + 3, (prop) => {
    if (solidGap(prop, x, y) < CLEARANCE) clear = false;
  });
  return clear && landscape.ground.classAt(x, y) !== WATER;
}

/** Off the road every block is a prop as well. */
function isClearOfStreets({ blocks, streets }: Landscape, x: number, y: number): boolean {
  return blocks.every((block) => gapTo(block, x, y) >= CLEARANCE) &&
    (streets?.posts ?? []).every((post) =>
      Math.hypot(post.x - x, post.y - y) - post.radius >= CLEARANCE
    );
}

function propose({ path, props, ponds, river }: OffroadLandscape, random: Random): GroundPose {
  switch (pickSight(random)) {
    case "path": {
      const line = random() < 0.6 ? 0 : 1;
      const { x, y, yaw } = path.point((random() - 0.5) * 1.2 * OFFROAD_SIZE, line);
      const turn = random() < 0.5 ? 0 : Math.PI;
      return {
        x: x + 1.6 * (random() - 0.5),
        y: y + 1.6 * (random() - 0.5),
        yaw: yaw + turn + 1.1 * (random() - 0.5),
      };
    }
    case "prop": {
      const solid = props.filter((prop) => prop.radius > 0);
      const prop = solid[Math.floor(random() * solid.length)];
      if (!prop) break;
      // Squared, so that many poses stand right before the thing, as a robot does that has hit it.
      return facing(prop, prop.radius + 0.9 + 7.6 * random() ** 2, 0.9, random);
    }
    case "pond": {
      if (river) {
        const point = river.point((random() - 0.5) * 0.8 * OFFROAD_SIZE);
        return facing(point, river.shore + 0.5 + 9 * random(), 1.2, random);
      }
      const pond = ponds[Math.floor(random() * ponds.length)];
      if (!pond) break;
      return facing(pond, pond.shore + 0.5 + 9 * random(), 1.2, random);
    }
    case "verge": {
      const [x, y] = besidePath(path, 14, random);
      return { x, y, yaw: 2 * Math.PI * random() };
    }
    case "anywhere":
  }
  return {
    x: (random() - 0.5) * OFFROAD_SIZE,
    y: (random() - 0.5) * OFFROAD_SIZE,
    yaw: 2 * Math.PI * random(),
  };
}

function pickSight(random: Random): typeof SIGHTS[number][0] {
  let left = random();
  for (const [sight, share] of SIGHTS) {
    left -= share;
    if (left < 0) return sight;
  }
  return "anywhere";
}

/** A pose `distance` away from a point, looking at it within `spread / 2` radians. */
export function facing(
  { x, y }: { readonly x: number; readonly y: number },
  distance: number,
  spread: number,
  random: Random,
): GroundPose {
  const bearing = 2 * Math.PI * random();
  return {
    x: x - distance * Math.cos(bearing),
    y: y - distance * Math.sin(bearing),
    yaw: bearing + spread * (random() - 0.5),
  };
}
