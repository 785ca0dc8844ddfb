export { resize, resizeBilinear, resizeNearest, resizeOp } from "./resize.ts";
export type { ResizeMode, ResizeOptions } from "./sizes.ts";
