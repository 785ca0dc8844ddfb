export { divisiveNorm, divisiveNormOp, localContrastNorm } from "./divisive_norm.ts";
