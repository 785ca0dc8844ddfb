import { type Camera } from "./camera.ts";

/** Whatever gives the pictures of a camera: a plain one, or one with a lens and a film. */
export type PictureSource = Pick<
  Camera,
  "spec" | "intrinsics" | "colour" | "picture" | "textures" | "hidden" | "resetHistory" | "dispose"
>;
