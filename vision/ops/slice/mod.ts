export { crop, type Range, type Rectangle, slice, sliceOp, type SliceOptions } from "./slice.ts";
