export { conv2d, conv2dOp } from "./conv2d.ts";
export {
  conv2dFlops,
  type Conv2dGeometry,
  conv2dGeometry,
  type Conv2dOptions,
  type Padding,
  type Pair,
  sides,
} from "./geometry.ts";
