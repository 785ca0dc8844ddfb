import { decodeSafetensors } from "../../vision/mod.ts";
import type { TrainOptions, TrainResult } from "../model.ts";
import { runPlan } from "../run_plan.ts";
import { collectWindows } from "./collect_windows.ts";
import { checkResumable, FEATURE_RECIPE, trainFeatures } from "./features/training.ts";
import { featureKind } from "./window_net.ts";

/** Everything that decides which windows features are learned from, beside the seed. */
export const RECIPE = {
  /** Windows, and the most of ground, and of what stands, from one span of distances of a look. */
  windows: 120_000,
  ofSpan: 2,
  /** Looks between lines that say how far it is. */
  sayEvery: 100,
} as const;

/**
 * Trains features, of the kind that `net` names, on windows of training worlds: collects these first, labelled by
 * stereo, and learns from them then. Windows, order and variation depend on the seed alone, so that a run
 * continued from a checkpoint is, bit for bit, the run that was never stopped.
 *
 * @returns Null if it was stopped before all windows were there.
 * @throws {CheckpointError} If the checkpoint does not fit the kind, the seed or the steps asked for.
 * @throws {DeviceError} If the device is lost or refused a command.
 * @throws {RangeError} If drive after drive gives no window.
 */
export async function train(options: TrainOptions): Promise<TrainResult | null> {
  const { device, resume } = options;
  const metadata = resume ? decodeSafetensors(resume).metadata : null;
  const net = featureKind(options.net, metadata);
  const { seed, steps } = runPlan(options, metadata, FEATURE_RECIPE.steps);
  if (metadata) checkResumable(metadata, net, steps);
  await options.ready();
  const windows = await collectWindows({
    device,
    seed,
    count: RECIPE.windows,
    ofSpan: RECIPE.ofSpan,
    onLook: (looks, windows) => {
      if (looks % RECIPE.sayEvery === 0) {
        options.say?.(`${windows} of ${RECIPE.windows} windows, from ${looks} looks`);
      }
    },
    stopped: options.stopped,
  });
  // Of fewer windows another run would be learned.
  if (windows.length < RECIPE.windows) return null;
  return await trainFeatures({ ...options, net, windows });
}
