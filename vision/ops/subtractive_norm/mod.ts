export { subtractiveNorm, subtractiveNormOp } from "./subtractive_norm.ts";
