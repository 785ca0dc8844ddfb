export { depthwiseConv2d, depthwiseConv2dOp } from "./depthwise_conv2d.ts";
