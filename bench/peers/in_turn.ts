import { median } from "../../agents/session/median.ts";
import type { Runner } from "./engine.ts";

/** What an engine gave in a round; 0 is the one before the clock runs. Throws where that is wrong. */
export type Judge = (engine: string, round: number, output: Float32Array) => void;

/**
 * Milliseconds of a run of each engine: the medians of rounds in which they do the same work one after
 * the other, so that a slow minute of the machine falls on all. One run of each comes before, which
 * compiles; every output is judged, outside the clock.
 */
export async function timeInTurn(
  runners: ReadonlyMap<string, Runner>,
  rounds: number,
  judge: Judge,
  onRun: (engine: string, round: number) => void,
): Promise<Map<string, number>> {
  const times = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const [engine, runner] of runners) {
      onRun(engine, round);
      const started = performance.now();
      const output = await runner.run();
      const time = performance.now() - started;
      judge(engine, round, output);
      if (round === 0) times.set(engine, []);
      else times.get(engine)!.push(time);
    }
  }
  return new Map([...times].map(([engine, list]) => [engine, median(list)]));
}

/**
 * Judges outputs by what they must be, number by number.
 *
 * @param expected Numbers of a round, or none where nothing is known of it.
 * @param tolerance How far a number may be off.
 */
export function judgeBy(
  what: string,
  expected: (round: number) => ArrayLike<number> | undefined,
  tolerance: number,
): Judge {
  return (engine, round, output) => {
    const wanted = expected(round);
    if (!wanted) return;
    if (output.length !== wanted.length) {
      throw new Error(
        `Cannot compare ${what} of ${engine}: want ${wanted.length} numbers, got ${output.length}`,
      );
    }
    for (let i = 0; i < wanted.length; i++) {
      // A NaN is not within.
      if (Math.abs(output[i]! - wanted[i]!) <= tolerance) continue;
      throw new Error(
        `Cannot compare ${what} of ${engine}: number ${i} of run ${round} is ${output[i]}, ` +
          `want ${wanted[i]} within ${tolerance}`,
      );
    }
  };
}
