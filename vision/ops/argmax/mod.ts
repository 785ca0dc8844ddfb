export { argmaxChannels } from "./argmax.ts";
