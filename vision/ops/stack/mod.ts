export { stack, stackOp, unstack, unstackPartOp } from "./stack.ts";
