/** Worlds for training; validation and test worlds lie elsewhere and are never drawn here. */
export const TRAIN_WORLDS = { first: 0, count: 1_000_000 } as const;

/** A world's number is an unsigned 32-bit seed. */
const MAX_WORLD = 0xffff_ffff;

/** How frames are drawn from worlds. */
export interface FrameSource<Draw> {
  /** Where frame `index` is taken: the same for ever. */
  draw(index: number): Draw;
}

/**
 * @param action What wants them, in a message: "take 5 frames".
 * @throws {RangeError} If the number of one of `count` worlds in a row would be no seed.
 */
export function assertWorlds(first: number, count: number, action: string): void {
  if (Number.isInteger(first) && first >= 0 && first + count - 1 <= MAX_WORLD) return;
  throw new RangeError(
    `Cannot ${action} from world ${first} on: wanted ${count} in a row, of 0 to ${MAX_WORLD}`,
  );
}

/** A training world for a uniform draw of `[0, 1)`. */
export function trainingWorld(draw: number): number {
  return TRAIN_WORLDS.first + Math.floor(draw * TRAIN_WORLDS.count);
}

/** A frame's turn in training. */
export interface TrainingTurn {
  /** Which of the places it is taken at. */
  readonly place: number;
  /** How many worlds that place had before. */
  readonly generation: number;
  /** How many frames that world gave before. */
  readonly visit: number;
}

/**
 * The turn of frame `index` where frames cycle over `places`: each moves to a new world after `framesPerWorld`
 * of its frames, one place at a time.
 */
export function trainingTurn(index: number, places: number, framesPerWorld: number): TrainingTurn {
  const place = index % places;
  const early = Math.floor(place * framesPerWorld / places);
  const turn = Math.floor(index / places) + early;
  const generation = Math.floor(turn / framesPerWorld);
  // A place that begins in the middle of its first world has not been there before.
  const before = generation === 0 ? early : 0;
  return { place, generation, visit: turn % framesPerWorld - before };
}

/** Frames to score on. */
export interface WorldRange {
  /** The first world; the others follow it. */
  readonly firstWorld: number;
  /** Frames of each world. */
  readonly framesPerWorld: number;
  /** Frames in all. */
  readonly count: number;
}

/**
 * Which world each frame of a range is taken in, and how many frames of that world came before. Frame `index`
 * depends on its world alone, not on how many are asked for.
 *
 * @throws {RangeError} If a world's number would be no seed, or a frame beyond `count` is drawn.
 */
export function scoringVisits(
  { firstWorld, framesPerWorld, count }: WorldRange,
): FrameSource<{ readonly world: number; readonly visit: number }> {
  assertWorlds(firstWorld, Math.ceil(count / framesPerWorld), `take ${count} frames`);
  return {
    draw(index) {
      if (!(index >= 0 && index < count)) {
        throw new RangeError(`Cannot draw frame ${index}: there are ${count}`);
      }
      return {
        world: firstWorld + Math.floor(index / framesPerWorld),
        visit: index % framesPerWorld,
      };
    },
  };
}
