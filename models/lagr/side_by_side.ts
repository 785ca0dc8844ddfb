import type { EyePose } from "./hindsight/eye_pose.ts";
import type { LongRangeEye } from "./long_range_eye.ts";
import type { ShortRangeEye } from "./short_range_eye.ts";

/** Looks a second of simulated time: of the fast loop, and of the slow one. */
export const NEAR_HZ = 10;
export const FAR_HZ = 2;
/** Looks of the fast loop for each of the slow one. */
export const NEAR_OF_FAR: number = NEAR_HZ / FAR_HZ;

/** A loop's eye, and what draws its pair at the `k`-th near look. */
interface Loop<Eye> {
  draw(k: number): void;
  readonly eye: Eye;
}

/** Both loops of a robot. */
export interface BothLoops {
  readonly near: Loop<Pick<ShortRangeEye, "look">>;
  readonly far: Loop<Pick<LongRangeEye, "look">>;
  /** Seconds since any fixed moment. */
  now(): number;
}

/** A far loop whose eye is told where it was when its pair was drawn. */
export function farLoop(
  draw: (k: number) => void,
  poseAt: (k: number) => EyePose,
  eye: Pick<LongRangeEye, "look">,
): BothLoops["far"] {
  let place = 0;
  return {
    draw(k) {
      place = k;
      draw(k);
    },
    eye: { look: () => eye.look(poseAt(place)) },
  };
}

/** How long it took, and from when each near pair was due until its reading had come; seconds. */
export interface SideBySide {
  readonly seconds: number;
  readonly latencies: readonly number[];
}

/**
 * Runs both loops, so many looks of the far eye, {@link NEAR_OF_FAR} near ones to each.
 *
 * @param pace Seconds from one near look to the next; as quickly as they can where not given.
 */
export async function sideBySide(
  { near, far, now }: BothLoops,
  looks: number,
  pace?: number,
): Promise<SideBySide> {
  const latencies: number[] = [];
  const start = now();
  let [nearLook, farLook]: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
  // Whoever awaits the one is told of the other's failure later.
  const heeded = (look: Promise<unknown>) => {
    look.catch(() => {});
    return look;
  };
  try {
    for (let k = 0; k < NEAR_OF_FAR * looks; k++) {
      const due = pace === undefined ? now() : start + pace * k;
      const early = due - now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, 1000 * early));
      near.draw(k);
      nearLook = heeded(near.eye.look().then(() => latencies.push(now() - due)));
      if (k % NEAR_OF_FAR === 0) {
        await farLook;
        far.draw(k);
        farLook = heeded(far.eye.look());
      }
      await nearLook;
    }
  } finally {
    // Nobody gives eyes back while they look.
    await Promise.allSettled([nearLook, farLook]);
  }
  await farLook;
  return { seconds: now() - start, latencies };
}

/**
 * `fastLoopHz` and `farLoopHz`: looks a second when both eyes look side by side, drawing included, as quickly as they
 * can; simulated time is real time as long as they are at least {@link NEAR_HZ} and {@link FAR_HZ}.
 * `fastLatencyMs`: the median from the moment that a near pair is to be drawn until its reading has come, at
 * the pace of simulated time; `fastLatencyWorstMs` the most.
 */
export async function loopRates(
  loops: BothLoops,
  looks: number,
): Promise<
  Record<"fastLoopHz" | "farLoopHz" | "fastLatencyMs" | "fastLatencyWorstMs", number>
> {
  // Kernels are compiled as they are first run.
  await sideBySide(loops, 2);
  const { seconds } = await sideBySide(loops, looks);
  const { latencies } = await sideBySide(loops, looks, 1 / NEAR_HZ);
  const sorted = latencies.toSorted((a, b) => a - b);
  return {
    fastLoopHz: NEAR_OF_FAR * looks / seconds,
    farLoopHz: looks / seconds,
    fastLatencyMs: 1000 * sorted[sorted.length >> 1]!,
    fastLatencyWorstMs: 1000 * sorted.at(-1)!,
  };
}
