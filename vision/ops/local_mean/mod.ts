export { gaussianWindow, type LocalOptions } from "./local_mean.ts";
