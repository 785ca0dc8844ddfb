import { type DataTexture, type Mesh } from "three/webgpu";
import { type ActorGroup } from "../actors/actor.ts";
import { type Landscape } from "../landscape.ts";
import { type Vec3 } from "../pose.ts";
import { type Camera } from "./camera.ts";
import { type FrameUniforms } from "./frame_uniforms.ts";
import { type GroundShadows } from "./movers/ground_shadows.ts";
import { type MoverImages } from "./movers/mover_images.ts";
import { type Frustum } from "./projection.ts";
import { type Ground } from "./relief.ts";
import { type SceneLayers } from "./scene_layers.ts";

/** What the renderer needs of a landscape. */
export interface VisibleLandscape
  extends
    Pick<Landscape, "ponds" | "props">,
    Partial<Pick<Landscape, "blocks" | "roads" | "streets" | "river" | "waterColour">> {
  readonly terrain: Ground;
  readonly ground: Pick<Landscape["ground"], "splat" | "edge" | "table">;
}

/** A landscape, and what moves in it. */
export interface SceneContent extends Required<VisibleLandscape> {
  readonly groups: readonly ActorGroup[];
}

/** What shaders of all kinds of things share. */
export interface DrawContext {
  readonly frame: FrameUniforms;
  /** The images of the landscape that is drawn, in layer `frame.layer`. */
  readonly layers: SceneLayers;
  /** Grain; see `detailAt`. */
  readonly detail: DataTexture;
  /** Shadows of what moves, for whatever lies on the ground. */
  readonly shadows: GroundShadows;
  /** Shapes and places of what moves. */
  readonly movers: MoverImages;
}

/**
 * One kind of thing that the renderer draws: props, roads, buildings. Its meshes and materials belong to the
 * renderer and are the same for every landscape; `Content` is what one landscape brings.
 */
export interface Drawable<Content> {
  /**
   * Drawn in this order; every material is made by `surfaceMaterial` or `pictureMaterial`. Loading a
   * landscape may add some at the end.
   */
  readonly meshes: readonly Mesh[];
  /** Puts a landscape's share on the GPU; null where it has none. */
  load(landscape: SceneContent): Content | null;
  /** Frees it. */
  unload(content: Content): void;
  /**
   * Chooses what a camera may see of it, before each frame; makes no object on the GPU.
   *
   * @param camera Whose frame it is: what it remembers of its last one, and what it must not see.
   */
  select(content: Content, frustum: Frustum, eye: Vec3, camera: Camera): void;
  /** Shows nothing: the landscape has none of it. */
  hide(): void;
  /** Shows a little of everything, so that each pipeline and buffer exists before it is needed. */
  warm(): void;
  /** Triangles chosen last. */
  readonly triangles: number;
  dispose(): void;
}
