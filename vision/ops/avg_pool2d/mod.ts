export { avgPool2d, avgPool2dOp, type AvgPool2dOptions } from "./avg_pool2d.ts";
