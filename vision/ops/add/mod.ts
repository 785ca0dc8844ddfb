export { add, addOp } from "./add.ts";
