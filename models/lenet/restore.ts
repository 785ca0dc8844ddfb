import {
  counterRandom,
  decodeSafetensors,
  type Device,
  loadCheckpoint,
  type Module,
} from "../../vision/mod.ts";
import type { RestoredNet, RestoreOptions } from "../model.ts";
import { type DigitNet, netName, nets } from "./nets.ts";

/**
 * The net that weights are of, with what is known of it, as in use.
 *
 * @param asked One of the nets; that of the weights where undefined.
 * @throws {CheckpointError} If the weights are broken or another net's.
 */
export function netOf(
  device: Device,
  weights: Uint8Array,
  asked?: string,
): { readonly module: Module; readonly entry: DigitNet } {
  const entry: DigitNet = nets[netName(asked, decodeSafetensors(weights).metadata)];
  // The first weights are overwritten at once; any stream will do.
  const module = entry.make(device, counterRandom(0)).evaluate();
  try {
    loadCheckpoint(weights, module);
  } catch (error) {
    module.dispose();
    throw error;
  }
  return { module, entry };
}

/**
 * The net of these weights.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 */
export function restore({ device, weights, net }: RestoreOptions): RestoredNet {
  const { module, entry: { input, shape } } = netOf(device, weights, net);
  return {
    net: module,
    input: [1, ...shape],
    description: `x: digits, ${input.paper} for paper and ${input.ink} for ink, rows from the ` +
      "top. y: a score of each digit, 0 to 9.",
  };
}
