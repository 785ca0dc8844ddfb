export { globalAvgPool2d, globalMaxPool2d } from "./global_pool2d.ts";
