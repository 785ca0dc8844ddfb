import type { RestoredNet, RestoreOptions } from "../model.ts";
import { WINDOW } from "./bands.ts";
import { restoreWindowNet } from "./window_net.ts";
import { LAGR_CLASSES } from "./lagr_classes.ts";

/**
 * Features and the classifier that a drive begins with.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 */
export function restore({ device, weights, net }: RestoreOptions): RestoredNet {
  return {
    net: restoreWindowNet(device, weights, net).net,
    input: [1, 3, WINDOW.height, WINDOW.width],
    description:
      "x: a window of the distance-normalised pyramid: Y, U, V, normalised, rows from the " +
      `top. y: logits of ${LAGR_CLASSES.join(", ")}.`,
  };
}
