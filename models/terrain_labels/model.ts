import type { LabelNetDesign } from "../labelling/label_net.ts";
import { CLASSES } from "./classes.ts";

/**
 * A small net: five stages down to 1/16 of the picture, three up again. 58,027 parameters; 0.15 GFLOP for a
 * 160 x 120 picture. Any picture of at least 32 x 32.
 */
export const TERRAIN_NET: LabelNetDesign = {
  down: [
    { channels: 16, kernel: 5, stride: 2 },
    { channels: 24 },
    { channels: 32, pool: 2 },
    { channels: 32, pool: 2 },
    { channels: 32, pool: 2 },
  ],
  up: [24, 16, 16],
  classes: CLASSES.length,
};
