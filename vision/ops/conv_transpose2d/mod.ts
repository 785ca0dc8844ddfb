export {
  convTranspose2d,
  convTranspose2dOp,
  type ConvTranspose2dOptions,
} from "./conv_transpose2d.ts";
