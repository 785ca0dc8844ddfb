import { counterRandom, decodeSafetensors, loadCheckpoint } from "../../vision/mod.ts";
import type { RestoredNet, RestoreOptions } from "../model.ts";
import { type DigitNet, netName, nets } from "./nets.ts";

/**
 * The net of these weights.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 */
export function restore({ device, weights, net }: RestoreOptions): RestoredNet {
  const { make, input, shape }: DigitNet = nets[netName(net, decodeSafetensors(weights).metadata)];
  // The first weights are overwritten at once; any stream will do.
  const module = make(device, counterRandom(0));
  loadCheckpoint(weights, module);
  return {
    net: module.evaluate(),
    input: [1, ...shape],
    description: `x: digits, ${input.paper} for paper and ${input.ink} for ink, rows from the ` +
      "top. y: a score of each digit, 0 to 9.",
  };
}
