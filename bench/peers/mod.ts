import { startProgress } from "../../host/progress.ts";
import { type Device, record } from "../../vision/mod.ts";
import {
  forwardWork,
  type MatmulWork,
  matmulWork,
  meanSize,
  REFERENCE,
  referenceWeights,
  trainingWork,
} from "../reference_work.ts";
import { type Engine, keepAdapters, MATMUL_NUMBERS, type Runner } from "./engine.ts";
import { type Judge, judgeBy, timeInTurn } from "./in_turn.ts";
import { openJax } from "./jax.ts";
import { openOrt } from "./ort.ts";
import { ownEngine } from "./ours.ts";
import { openTfjs } from "./tfjs.ts";

/**
 * This engine beside others that compute on WebGPU, on the same adapter: a training step and a forward
 * pass of the reference net, and a product of two matrices of 1024 x 1024, with equal weights and
 * inputs, in turn. Every run ends when its result has been read: the loss, the logits, or four numbers
 * of the product. What an engine gives is held to what is right, before the clock runs and after.
 *
 * @returns Milliseconds (`oursTrainMs`, `tfjsForwardMs`), how many times faster this engine is
 *   (`trainVsTfjs`), and what its training step is made of.
 * @throws {Error} If an engine gives something else than the others, or computes on another adapter.
 */
export async function benchPeers(
  device: Device,
  { rounds = 5 }: { readonly rounds?: number } = {},
): Promise<Record<string, number>> {
  const weights = referenceWeights();
  const figures: Record<string, number> = {};
  const ours = ownEngine(device);

  // First of all: this process has compiled nothing of it, though the driver may keep a cache.
  const started = performance.now();
  const training = trainingWork();
  const trained = await ours.training(weights, training, record);
  await trained.run();
  figures["oursFirstStepMs"] = performance.now() - started;
  figures["oursTrainSubmits"] = await countSubmits(device.gpu.queue, () => trained.run());
  figures["oursTrainDispatches"] = trained.dispatches;
  figures["oursPlanBytes"] = trained.bytes;
  await trained.dispose();

  const engines: Engine[] = [ours];
  const letGo = keepAdapters(navigator.gpu);
  try {
    for (const open of [openTfjs, openJax, () => openOrt(device)]) engines.push(await open());
    const measure = async (
      stage: string,
      prepare: (engine: Engine) => Runner | Promise<Runner> | undefined,
      judge: Judge,
    ) => {
      const runners = new Map<string, Runner>();
      for (const engine of engines) {
        const runner = await prepare(engine);
        if (!runner) continue;
        runners.set(engine.name, runner);
        await sameAdapter(engine, ours);
      }
      let done = 0;
      const progress = startProgress(`peers, ${stage}`, runners.size * (rounds + 1));
      const times = await timeInTurn(runners, rounds, judge, (engine, round) => {
        progress.update(done++, `${engine}${round === 0 ? ", which compiles" : ""}`);
      }).finally(() => progress.stop());
      for (const runner of runners.values()) await runner.dispose();
      await device.check();
      for (const [engine, time] of times) {
        figures[`${engine}${stage}Ms`] = time;
        if (engine === ours.name) continue;
        const rival = engine[0]!.toUpperCase() + engine.slice(1);
        figures[`${stage.toLowerCase()}Vs${rival}`] = time / times.get(ours.name)!;
      }
    };
    const { losses } = REFERENCE;
    await measure(
      "Train",
      (engine) => engine.training?.(weights, training),
      judgeBy("losses", (round) => round < losses.length ? [losses[round]!] : undefined, 1e-4),
    );
    await measure("Forward", (engine) => engine.forward?.(weights, forwardWork()), judgeLogits());
    const product = matmulWork();
    await measure(
      "Matmul",
      (engine) => engine.matmul?.(product),
      judgeBy("products", () => firstProducts(product), 1e-3),
    );
  } finally {
    for (const engine of engines) await engine.close();
    letGo();
  }
  return figures;
}

/** Speeds of two adapters tell nothing about two engines. */
async function sameAdapter(engine: Engine, ours: Engine): Promise<void> {
  const [theirs, here] = [await engine.adapter(), await ours.adapter()];
  if (theirs === here) return;
  throw new Error(`Cannot compare with ${engine.name}: it is on ${theirs}, not on ${here}`);
}

/** Holds logits to their known mean size, and to those of the engine that came first. */
function judgeLogits(): Judge {
  let first: Float32Array | undefined;
  const byFirst = judgeBy("logits", () => first, 1e-4);
  const byMean = judgeBy("the mean |logit|", () => [REFERENCE.meanLogit], 2e-6);
  return (engine, round, logits) => {
    first ??= logits.slice();
    byFirst(engine, round, logits);
    byMean(engine, round, Float32Array.of(meanSize(logits)));
  };
}

/** The first numbers of the product's first row. */
function firstProducts({ size, a, b }: MatmulWork): number[] {
  return Array.from({ length: MATMUL_NUMBERS }, (_, column) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += a[k]! * b[k * size + column]!;
    return sum;
  });
}

/** How often `body` submits work to the queue. */
async function countSubmits(queue: GPUQueue, body: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const { submit } = queue;
  Object.defineProperty(queue, "submit", {
    configurable: true,
    value: (buffers: Iterable<GPUCommandBuffer>) => {
      count++;
      submit.call(queue, buffers);
    },
  });
  try {
    await body();
  } finally {
    // The method of the prototype comes to light again.
    delete (queue as unknown as Record<string, unknown>)["submit"];
  }
  return count;
}
