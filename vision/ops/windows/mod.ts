export {
  gatherWindows,
  gatherWindowsOp,
  scatterWindows,
  scatterWindowsOp,
  type ScatterWindowsOptions,
} from "./windows.ts";
