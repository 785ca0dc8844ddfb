export { argmax, argmaxChannels } from "./argmax.ts";
