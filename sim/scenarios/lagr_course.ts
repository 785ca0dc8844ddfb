import { type Biome, type Plant } from "../biomes/biome.ts";
import { BIOMES } from "../biomes/mod.ts";
import { mown } from "../biomes/mown.ts";
import { assembleLandscape, assertSeed, type OffroadLandscape } from "../landscape.ts";
import { type Fixture } from "../props/place_props.ts";
import { type Place, wallAlong } from "../props/wall.ts";
import { type Random, randomStream } from "../random.ts";
import { createPath } from "../terrain/path.ts";
import { World } from "../world.ts";
import { wayThrough } from "./clear_way.ts";
import { GOAL_RADIUS } from "./drive_along_path.ts";
import { type Scenario } from "./scenario.ts";

/** What stands between start and goal: a deep pocket that opens towards the start, or a broad wall. */
export type Barrier = "cul_de_sac" | "wall";

/** A course before anything grows on it. */
export interface LagrCourse {
  readonly biome: Biome;
  readonly barrier: Barrier;
  readonly start: Place;
  readonly goal: Place;
  /** Line of the wall, from its end on the left to its end on the right, metres. */
  readonly wall: readonly Place[];
}

/** Neither end of a course lies farther from the middle of the map, along each axis, metres. */
const HALF = 104;
/** Radius of the discs around start and goal in which nothing stands. */
const CLEARING = 5;
/** Share of courses with a deep pocket. */
const POCKETS = 0.6;
/** Trees stand so far behind the wall, and so far apart, metres: from afar they tell of it. */
const TREES = { behind: 2.2, apart: 5 } as const;
/** Layouts that are tried before a seed is given up: most are good at once. */
const TRIALS = 24;

/**
 * A course as the LAGR programme's robots were tried on (Jackel et al. 2006): a goal 100 to 300 m away across
 * country, and a wall of rocks or hedges with trees behind it across the straight line to it. In front of most
 * goals it forms a pocket 45 to 70 m deep. Who sees ten metres drives in, finds it closed and has to come out
 * again; who sees farther need not. There is no open water, which stereo takes for ground, no ditch, which it
 * sees too late, and no tall grass, which it takes for a hedge.
 */
export const lagrCourse: Scenario = {
  name: "lagr_course",
  description: "a goal 100-300 m away across country, behind a dead end that is seen from afar",
  tags: ["offroad", "goal", "dead_end", "far_sight"],
  timeLimit: 480,
  build(seed, episode = {}) {
    const { course, landscape } = layOut(seed);
    const { start, goal } = course;
    const random = randomStream(seed, "scenarios/lagr_course/start");
    const yaw = Math.atan2(goal.y - start.y, goal.x - start.x) + 0.6 * (random() - 0.5);
    return new World({
      ...episode,
      landscape,
      start: { ...start, yaw },
      goal: { ...goal, radius: GOAL_RADIUS },
    });
  },
};

/**
 * The course of a seed: the first of those drawn that has a way around its wall, 3 m wide and nowhere steep.
 *
 * @throws {RangeError} If the seed is no unsigned 32-bit integer.
 */
export function lagrCourseOf(seed: number): LagrCourse {
  return layOut(seed).course;
}

function layOut(seed: number): { course: LagrCourse; landscape: OffroadLandscape } {
  assertSeed(seed);
  const random = randomStream(seed, "scenarios/lagr_course");
  const biome = withoutSnares(BIOMES[Math.floor(BIOMES.length * random())]!);
  const barrier: Barrier = random() < POCKETS ? "cul_de_sac" : "wall";
  for (let trial = 0; trial < TRIALS; trial++) {
    const course = { biome, barrier, ...drawCourse(barrier, random) };
    const landscape = plantCourse(seed, course, random);
    if (wayThrough(landscape, course.start, course.goal) < Infinity) return { course, landscape };
  }
  throw new Error(
    `Cannot lay out a course of seed ${seed}: none of ${TRIALS} has a way to its goal`,
  );
}

/** A biome without what cannot be crossed and does not stand up, and what stands up and can be crossed. */
function withoutSnares(biome: Biome): Biome {
  const { ponds: _ponds, river: _river, ditch: _ditch, ...even } = mown(biome);
  return even;
}

function drawCourse(
  barrier: Barrier,
  random: Random,
): Pick<LagrCourse, "start" | "goal" | "wall"> {
  const depth = 45 + 25 * random();
  const mouth = 16 + 10 * random();
  // Room for the pocket, and behind it.
  const least = barrier === "cul_de_sac" ? mouth + depth + 22 : 100;
  for (;;) {
    const away = least + (285 - least) * random() ** 1.6;
    if (away < 102) continue;
    const angle = 2 * Math.PI * random();
    const [alongX, alongY] = [Math.cos(angle), Math.sin(angle)];
    const [middleX, middleY] = [24 * (random() - 0.5), 24 * (random() - 0.5)];
    const at = (s: number, left: number): Place => ({
      x: middleX + (s - away / 2) * alongX - left * alongY,
      y: middleY + (s - away / 2) * alongY + left * alongX,
    });
    const [start, goal] = [at(0, 0), at(away, 0)];
    if ([start, goal].some(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)) > HALF)) continue;
    const outline = barrier === "cul_de_sac"
      ? pocket(mouth, depth, random)
      : broadWall(away, random);
    return { start, goal, wall: outline.map(([s, left]) => at(s, left)) };
  }
}

/** Places as metres from the start towards the goal, and to the left. */
type Outline = readonly (readonly [along: number, left: number])[];

/** Two sides that close in a round end; it may bend off and narrow. */
function pocket(mouth: number, depth: number, random: Random): Outline {
  const [wide, narrow] = [11 + 4 * random(), 7 + 3 * random()];
  const bend = 16 * (random() - 0.5);
  const middle = 4 * (random() - 0.5);
  const at = (t: number, side: number) => {
    // A quarter of an ellipse over the last fifth.
    const round = Math.sqrt(Math.max(0, 1 - Math.max(0, (t - 0.8) / 0.2) ** 2));
    const half = (wide + (narrow - wide) * t) * round;
    return [mouth + depth * t, middle + bend * t * t + side * half] as const;
  };
  // Finer towards the end, where the wall turns.
  const steps = Array.from({ length: 25 }, (_, k) => 1 - (1 - k / 24) ** 2);
  const [left, right] = [1, -1].map((side) => steps.map((t) => at(t, side)));
  return [...left!, ...right!.toReversed().slice(1)];
}

/** A wall across, bent towards the start at both ends; the one end is nearer to the straight line. */
function broadWall(away: number, random: Random): Outline {
  const across = away * (0.42 + 0.16 * random());
  const half = 28 + 10 * random();
  const off = (random() < 0.5 ? -1 : 1) * (8 + 8 * random());
  const bow = 10 + 10 * random();
  return Array.from({ length: 25 }, (_, k) => {
    const t = 1 - k / 12;
    return [across - bow * t * t, off + half * t] as const;
  });
}

function plantCourse(seed: number, course: LagrCourse, random: Random): OffroadLandscape {
  const { biome, start, goal, wall } = course;
  const yaw = Math.atan2(goal.y - start.y, goal.x - start.x);
  return assembleLandscape(seed, {
    biome,
    path: createPath(seed),
    clearings: [start, goal].map((end) => ({ ...end, yaw, radius: CLEARING })),
    fixtures: [...wallAlong(wall, biome.wall, random), ...treesBehind(wall, biome, random)],
  });
}

/** Trees on the outer side of a wall. */
function treesBehind(wall: readonly Place[], biome: Biome, random: Random): Fixture[] {
  const trees: readonly Plant[] = biome.woods.trees.map(([, tree]) => tree);
  const fixtures: Fixture[] = [];
  let left = TREES.apart * random();
  for (let k = 0; k + 1 < wall.length; k++) {
    const [a, b] = [wall[k]!, wall[k + 1]!];
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    for (; left < length; left += TREES.apart * (0.6 + 0.8 * random())) {
      const t = left / length;
      fixtures.push({
        plant: trees[Math.floor(trees.length * random())]!,
        x: a.x + (b.x - a.x) * t - (b.y - a.y) / length * TREES.behind,
        y: a.y + (b.y - a.y) * t + (b.x - a.x) / length * TREES.behind,
        scale: 0.75 + 0.4 * random(),
      });
    }
    left -= length;
  }
  return fixtures;
}
