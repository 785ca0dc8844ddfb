export { expandKernels, expandKernelsOp } from "./expand_kernels.ts";
export {
  checkTable,
  fullTable,
  type KernelTable,
  oneToOneTable,
  randomTable,
} from "./kernel_table.ts";
