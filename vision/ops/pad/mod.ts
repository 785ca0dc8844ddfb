export { type Margin, pad, type PadMode, padOp, type PadOptions } from "./pad.ts";
