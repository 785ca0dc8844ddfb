import { counterRandom, type Random } from "../../vision/mod.ts";
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

/** How frames are drawn from worlds. */
export interface FrameSource {
  /** Frame `index`: the same for ever. */
  draw(index: number): FrameDraw;
}

/** Worlds for training; validation and test worlds lie elsewhere and are never drawn here. */
const TRAIN_WORLDS = { first: 0, count: 1_000_000 } as const;

/** A world's number is an unsigned 32-bit seed. */
const MAX_WORLD = 0xffff_ffff;

/** Worlds alive at a time in training: a batch then mixes that many places. */
export const LIVE_WORLDS = 12;

/** Streams that a seed is split into, apart from those that others take of it. */
const STREAM = { worlds: 0xffff_ff01, frames: 0xffff_ff02 } as const;

/**
 * Training frames: frame `index` is the same picture for ever, so nothing is stored. Frames cycle
 * over `LIVE_WORLDS` places, every other one with roads; each place moves to a new world after
 * `framesPerWorld` of its frames, one place at a time.
 */
export function trainingFrames(seed: number, framesPerWorld: number): FrameSource {
  const [worldSeed, frameSeed] = [seedOf(seed, STREAM.worlds), seedOf(seed, STREAM.frames)];
  return {
    draw(index) {
      const place = index % LIVE_WORLDS;
      const early = Math.floor(place * framesPerWorld / LIVE_WORLDS);
      const visit = Math.floor(index / LIVE_WORLDS) + early;
      const generation = Math.floor(visit / framesPerWorld);
      const drawWorld = counterRandom(worldSeed, generation * LIVE_WORLDS + place);
      const scenario = scenarioBy(place % 2 === 0 ? "offroad" : "road", drawWorld());
      const world = TRAIN_WORLDS.first + Math.floor(drawWorld() * TRAIN_WORLDS.count);
      // A place that begins in the middle of its first world has not been there before.
      const before = generation === 0 ? early : 0;
      return {
        scenario,
        world,
        visit: visit % framesPerWorld - before,
        random: counterRandom(frameSeed, index),
      };
    },
  };
}

/**
 * `count` frames to score on: `framesPerWorld` of each of the worlds `firstWorld`, `firstWorld + 1`,
 * ..., whose scenarios follow `CYCLE`. Frame `index` depends on its world alone, not on how many are
 * asked for.
 *
 * @throws {RangeError} If a world's number would be no seed, or a frame beyond `count` is drawn.
 */
export function scoringFrames(
  firstWorld: number,
  framesPerWorld: number,
  count: number,
): FrameSource {
  if (!Number.isInteger(firstWorld) || firstWorld < 0 || firstWorld > MAX_WORLD) {
    throw new RangeError(
      `Cannot take frames from world ${firstWorld} on: wanted an integer from 0 to ${MAX_WORLD}`,
    );
  }
  const worlds = Math.ceil(count / framesPerWorld);
  if (firstWorld + worlds - 1 > MAX_WORLD) {
    throw new RangeError(
      `Cannot take ${count} frames from world ${firstWorld} on: they need ${worlds} worlds, the ` +
        `last world is ${MAX_WORLD}`,
    );
  }
  return {
    draw(index) {
      if (!(index >= 0 && index < count)) {
        throw new RangeError(`Cannot draw frame ${index}: there are ${count}`);
      }
      const world = firstWorld + Math.floor(index / framesPerWorld);
      const visit = index % framesPerWorld;
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
