export { lpPool2d, lpPool2dOp, type LpPool2dOptions } from "./lp_pool2d.ts";
