export { embedding, embeddingOp } from "./embedding.ts";
