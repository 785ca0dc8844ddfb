import { autumn } from "../biomes/autumn.ts";
import { type Biome } from "../biomes/biome.ts";
import { desert } from "../biomes/desert.ts";
import { meadow } from "../biomes/meadow.ts";
import { scrub } from "../biomes/scrub.ts";
import { snow } from "../biomes/snow.ts";
import { assembleLandscape, assertSeed } from "../landscape.ts";
import { type Place, wallAlong } from "../props/wall.ts";
import { type Random, randomStream } from "../random.ts";
import { createPath, type Path, pathPointAway } from "../terrain/path.ts";
import { World } from "../world.ts";
import { GOAL_RADIUS } from "./drive_along_path.ts";
import { type Scenario } from "./scenario.ts";
import { createWildlife } from "./wildlife.ts";

const BIOMES: readonly Biome[] = [meadow, scrub, desert, snow, autumn];
/** Radius of the discs around start and goal in which nothing stands. */
const CLEARING = 4;

/** A dead end about a path: walls to both sides, and one across it at the far end. */
export interface Trap {
  /** Abscissae of the path where its mouth opens and where it ends. */
  readonly mouth: number;
  readonly end: number;
  /** The wall from one side of the mouth around the end to the other, metres. */
  readonly wall: readonly Place[];
}

/** How the half width of a trap goes from its mouth (0) to its end (1), and where its middle lies. */
interface TrapForm {
  halfWidth(t: number): number;
  /** Metres to the left of the path. */
  middle(t: number): number;
}

const FORMS: readonly ((random: Random) => TrapForm)[] = [
  // A U: parallel sides, a round end.
  (random) => {
    const half = 10 + 5 * random();
    return { halfWidth: (t) => half * roundEnd(t, 0.75), middle: () => 0 };
  },
  // A funnel: wide at the mouth.
  (random) => {
    const [mouth, end] = [15 + 6 * random(), 6 + 3 * random()];
    return {
      halfWidth: (t) => (mouth + (end - mouth) * t) * roundEnd(t, 0.85),
      middle: () => 0,
    };
  },
  // A bottle: narrow at the mouth, wide inside.
  (random) => {
    const [neck, belly] = [6 + 2 * random(), 13 + 4 * random()];
    return {
      halfWidth: (t) => (neck + (belly - neck) * smooth((t - 0.15) / 0.4)) * roundEnd(t, 0.72),
      middle: () => 0,
    };
  },
  // A hook: it bends off to one side.
  (random) => {
    const half = 8 + 3 * random();
    const bend = (random() < 0.5 ? -1 : 1) * (10 + 8 * random());
    return { halfWidth: (t) => half * roundEnd(t, 0.8), middle: (t) => bend * t * t };
  },
];

/**
 * A natural dead end, as on the courses of the LAGR programme (Jackel et al. 2006): a path leads into a
 * trap of rocks or hedges 40 to 80 m deep, and the goal lies 100 to 160 m away behind its end. Whoever
 * drives straight at the goal has to turn back and find the way around.
 */
export const culDeSac: Scenario = {
  name: "cul_de_sac",
  description: "a dead end of rocks or hedges 40-80 m deep; the goal lies 100-160 m away behind it",
  tags: ["offroad", "goal", "dead_end"],
  timeLimit: 900,
  build(seed, episode = {}) {
    assertSeed(seed);
    const random = randomStream(seed, "scenarios/cul_de_sac");
    const biome = BIOMES[Math.floor(BIOMES.length * random())]!;
    const path = createPath(seed);
    const away = 100 + 50 * random();
    const from = -away / 2 + 6 * (random() - 0.5);
    const [start, goal] = [path.point(from), pathPointAway(path, from, away)];
    const { wall } = createTrap(path, from, random);
    const landscape = assembleLandscape(seed, {
      biome,
      path,
      clearings: [start, goal].map((end) => ({ ...end, radius: CLEARING })),
      fixtures: wallAlong(wall, biome.wall, random),
    });
    return new World({
      ...episode,
      landscape,
      start: { x: start.x, y: start.y, yaw: start.yaw + 0.3 * (random() - 0.5) },
      goal: { x: goal.x, y: goal.y, radius: GOAL_RADIUS },
      actors: createWildlife(landscape, start),
    });
  },
};

/** A trap around whoever stands on the path at abscissa `from`, a few metres inside its mouth. */
export function createTrap(path: Path, from: number, random: Random): Trap {
  const form = FORMS[Math.floor(FORMS.length * random())]!(random);
  const depth = 42 + 34 * random();
  const mouth = from - 6;
  const end = mouth + depth;
  const at = (t: number, side: number): Place => {
    const { x, y, yaw } = path.point(mouth + depth * t);
    const off = form.middle(t) + side * form.halfWidth(t);
    return { x: x - Math.sin(yaw) * off, y: y + Math.cos(yaw) * off };
  };
  // Finer towards the end, where the wall turns.
  const steps = Array.from({ length: 25 }, (_, k) => 1 - (1 - k / 24) ** 2);
  const left = steps.map((t) => at(t, 1));
  const right = steps.map((t) => at(t, -1));
  // Around the end from the left to the right: the left of the wall, where its second row stands, is outside.
  return { mouth, end, wall: [...left, ...right.toReversed().slice(1)] };
}

/** 1 up to `from`, then a quarter of an ellipse down to 0 at 1. */
function roundEnd(t: number, from: number): number {
  const u = Math.max(0, (t - from) / (1 - from));
  return Math.sqrt(Math.max(0, 1 - u * u));
}

function smooth(t: number): number {
  const u = Math.max(0, Math.min(1, t));
  return u * u * (3 - 2 * u);
}
