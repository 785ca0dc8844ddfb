export { permute, permuteOp, type PermuteOptions, transpose } from "./permute.ts";
