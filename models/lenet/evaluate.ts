import {
  argmax,
  DataLoader,
  type Dataset,
  type Device,
  record,
  sequential,
  subset,
} from "../../vision/mod.ts";
import { DataError, type EvaluateOptions } from "../model.ts";
import { type Digit, scoredDigits } from "./mnist.ts";
import { netOf } from "./restore.ts";
import { resample } from "./resample.ts";

/** Digits read at once. */
const BATCH = 100;

/**
 * What a net of these weights takes each digit for, in order.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 */
export async function readDigits(
  device: Device,
  weights: Uint8Array<ArrayBuffer>,
  digits: Dataset<Digit>,
  { net, onDigits }: { readonly net?: string | undefined; onDigits?(done: number): void } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { module, entry: { input, shape } } = netOf(device, weights, net);
  const loader = new DataLoader(device, digits, {
    batch: BATCH,
    sampler: sequential(digits.length),
    fields: { image: { shape } },
    write: ({ pixels }, places) => resample(pixels, input, places.image),
    last: "keep",
  });
  try {
    using plan = record(
      device,
      () => device.noGrad(() => argmax(module.forward(loader.tensors.image))),
    );
    const said = new Uint8Array(digits.length);
    for (let step = 0; step < loader.stepsPerEpoch; step++) {
      loader.fill(step);
      plan.run();
      const arriving = plan.outputs.read();
      if (step + 1 < loader.stepsPerEpoch) loader.prepare(step + 1);
      const count = loader.countOf(step);
      said.set((await arriving).subarray(0, count), step * BATCH);
      onDigits?.(step * BATCH + count);
    }
    return said;
  } finally {
    loader.dispose();
    module.dispose();
  }
}

/**
 * Scores a net on digits that it never learned from.
 *
 * @returns `testError` (the share that it takes for another digit), `wrong`, `count`, `heldOut` (1 where
 *   the digits are held out of the training files, 0 where they are the test files), and
 *   `testError_D` for each digit.
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {DataError} If the digits are missing or broken.
 */
export async function evaluate(options: EvaluateOptions): Promise<Record<string, number>> {
  const { device, data, weights, net, say, onFrame } = options;
  if (!data) throw new DataError("Cannot score without data: want a folder of digits");
  const { digits: all, heldOut } = await scoredDigits(data);
  const count = Math.min(options.count, all.length);
  const digits = subset(all, 0, count);
  say?.(
    heldOut
      ? `digits: ${count} held out of the training files (there are no t10k files)`
      : `digits: ${count} of the t10k files`,
  );
  const said = await readDigits(device, weights, digits, { net, onDigits: onFrame });
  const wrong = new Array<number>(10).fill(0);
  const seen = new Array<number>(10).fill(0);
  said.forEach((answer, index) => {
    const { label } = digits.get(index);
    seen[label]!++;
    if (answer !== label) wrong[label]!++;
  });
  const total = wrong.reduce((sum, value) => sum + value, 0);
  const each = wrong.flatMap((value, digit) =>
    seen[digit]! > 0 ? [[`testError_${digit}`, value / seen[digit]!] as const] : []
  );
  return {
    testError: total / count,
    wrong: total,
    count,
    heldOut: heldOut ? 1 : 0,
    ...Object.fromEntries(each),
  };
}
