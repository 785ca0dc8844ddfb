export { MASKED, scaleMask, scaleMaskOp } from "./scale_mask.ts";
