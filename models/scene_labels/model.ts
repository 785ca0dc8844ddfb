import type { LabelNetDesign } from "../labelling/label_net.ts";
import { CLASSES } from "./classes.ts";

/**
 * A small net: down to 1/16 of the picture, two stages deep there, and up again in three. 280,579 parameters;
 * 0.29 GFLOP for a 160 x 120 picture. Any picture of at least 32 x 32.
 */
export const SCENE_NET: LabelNetDesign = {
  down: [
    { channels: 16, kernel: 5, stride: 2 },
    { channels: 24 },
    { channels: 48, pool: 2 },
    { channels: 64, pool: 2 },
    { channels: 96, pool: 2 },
    { channels: 96 },
  ],
  up: [48, 24, 20],
  classes: CLASSES.length,
};
