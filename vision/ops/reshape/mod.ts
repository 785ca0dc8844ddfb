export { flatten, reshape, reshapeOp, type ReshapeOptions } from "./reshape.ts";
