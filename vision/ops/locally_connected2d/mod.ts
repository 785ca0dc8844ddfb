export {
  locallyConnected2d,
  locallyConnected2dOp,
  type LocallyConnected2dOptions,
} from "./locally_connected2d.ts";
