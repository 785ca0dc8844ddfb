import { median } from "../agents/session/median.ts";
import type { Device } from "../vision/device.ts";
import type { Plan } from "../vision/kernel/plan.ts";

/** How long plans are timed. */
export interface TimingEffort {
  /** Rounds, of which the median counts. */
  readonly rounds?: number;
  /** About how long a round of one plan takes. */
  readonly roundMs?: number;
}

/**
 * Milliseconds of one replay of each plan. A plan is replayed many times in one submit, plans in
 * turn, so that neither the wait for the device nor a slow minute of the machine falls on one.
 */
export async function timePlans(
  device: Device,
  plans: readonly Plan[],
  { rounds = 5, roundMs = 30 }: TimingEffort = {},
): Promise<number[]> {
  const waits: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await device.gpu.queue.onSubmittedWorkDone();
    waits.push(performance.now() - start);
  }
  const wait = Math.min(...waits);
  // A clock's step: whatever is quicker cannot be told from nothing.
  const perReplay = async (plan: Plan, repeats: number) =>
    Math.max(1e-3, (await replay(device, plan, repeats)) - wait) / repeats;
  const repeats: number[] = [];
  for (const plan of plans) {
    await replay(device, plan, 1);
    const once = Math.max(0.05, await perReplay(plan, 3));
    repeats.push(Math.max(1, Math.min(300, Math.round(roundMs / once))));
  }
  await device.check();
  const times = plans.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, plan] of plans.entries()) times[i]!.push(await perReplay(plan, repeats[i]!));
  }
  return times.map(median);
}

/** Milliseconds that `repeats` replays take, the wait for the device included. */
async function replay(device: Device, plan: Plan, repeats: number): Promise<number> {
  const encoder = device.gpu.createCommandEncoder();
  for (let i = 0; i < repeats; i++) plan.encode(encoder);
  const start = performance.now();
  device.gpu.queue.submit([encoder.finish()]);
  await device.gpu.queue.onSubmittedWorkDone();
  return performance.now() - start;
}
