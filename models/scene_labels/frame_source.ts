import { counterRandom, type Random } from "../../vision/mod.ts";
import {
  type FrameSource,
  scoringVisits,
  trainingTurn,
  trainingWorld,
  type WorldRange,
} from "../worlds.ts";
import { CYCLE, scenarioBy } from "./scenario_shares.ts";

/** Where one frame is taken. */
export interface FrameDraw {
  readonly scenario: string;
  /** Seed of its world. */
  readonly world: number;
  /** How many frames of that world came before: what moves in it has gone on meanwhile. */
  readonly visit: number;
  /** Draws viewpoint, weather and hour. */
  readonly random: Random;
}

/** Worlds alive at a time in training: a batch then mixes that many places. */
export const LIVE_WORLDS = 12;

/** Streams that a seed is split into, apart from those that others take of it. */
const STREAM = { worlds: 0xffff_ff01, frames: 0xffff_ff02 } as const;

/**
 * Training frames: frame `index` is the same picture for ever, so nothing is stored. Frames cycle
 * over `LIVE_WORLDS` places, every other one with roads; see {@link trainingTurn}.
 */
export function trainingFrames(seed: number, framesPerWorld: number): FrameSource<FrameDraw> {
  const [worldSeed, frameSeed] = [seedOf(seed, STREAM.worlds), seedOf(seed, STREAM.frames)];
  return {
    draw(index) {
      const { place, generation, visit } = trainingTurn(index, LIVE_WORLDS, framesPerWorld);
      const drawWorld = counterRandom(worldSeed, generation * LIVE_WORLDS + place);
      const scenario = scenarioBy(place % 2 === 0 ? "offroad" : "road", drawWorld());
      const world = trainingWorld(drawWorld());
      return { scenario, world, visit, random: counterRandom(frameSeed, index) };
    },
  };
}

/**
 * Frames to score on: the scenarios of the worlds follow `CYCLE`. See {@link scoringVisits}.
 *
 * @throws {RangeError} If a world's number would be no seed, or a frame beyond the range is drawn.
 */
export function scoringFrames(range: WorldRange): FrameSource<FrameDraw> {
  const visits = scoringVisits(range);
  return {
    draw(index) {
      const { world, visit } = visits.draw(index);
      return {
        scenario: CYCLE[world % CYCLE.length]!,
        world,
        visit,
        random: counterRandom(seedOf(world, STREAM.frames), visit),
      };
    },
  };
}

/** A seed of its own for a purpose. */
function seedOf(seed: number, stream: number): number {
  return Math.floor(counterRandom(seed, stream)() * 2 ** 32);
}
