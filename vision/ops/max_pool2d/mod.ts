export { maxPool2d, maxPool2dOp } from "./max_pool2d.ts";
