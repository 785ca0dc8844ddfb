export {
  localResponseNorm,
  localResponseNormOp,
  type LocalResponseNormOptions,
} from "./local_response_norm.ts";
