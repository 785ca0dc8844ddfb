import { type Mesh } from "three/webgpu";
import { type Landscape } from "../landscape.ts";
import { type Vec3 } from "../pose.ts";
import { type Frustum } from "./projection.ts";

/**
 * One kind of thing that the renderer draws: props, roads, buildings. Its meshes and materials belong to the
 * renderer and are the same for every landscape; `Content` is what one landscape brings.
 */
export interface Drawable<Content> {
  /** Drawn in this order; every material is made by `surfaceMaterial` or `pictureMaterial`. */
  readonly meshes: readonly Mesh[];
  /** Puts a landscape's share on the GPU; null where it has none. */
  load(landscape: Landscape): Content | null;
  /** Frees it. */
  unload(content: Content): void;
  /** Chooses what a camera may see of it, before each frame; makes no object on the GPU. */
  select(content: Content, frustum: Frustum, eye: Vec3): void;
  /** Shows nothing: the landscape has none of it. */
  hide(): void;
  /** Shows a little of everything, so that each pipeline and buffer exists before it is needed. */
  warm(): void;
  /** Triangles chosen last. */
  readonly triangles: number;
  dispose(): void;
}
