import { type RenderTarget } from "three/webgpu";
import { type Pose } from "../pose.ts";
import {
  type CameraSpec,
  type Intrinsics,
  intrinsicsOf,
  type PictureName,
  picturesOf,
} from "../sensors/camera.ts";
import { type Development } from "./develop/developer.ts";
import { clipFromWorld, Frustum } from "./projection.ts";
import { type Scene } from "./scene.ts";

/**
 * The pictures of the last frame, on the GPU. Rows run from the top; each may be bound in a compute
 * pass or copied from. They stay the same textures for the camera's life.
 *
 * - `colour`, `rgba8unorm-srgb`: `textureLoad` gives linear light, a copy gives sRGB bytes.
 * - `ids`, `r32uint`: label id `<< 24 |` entity id.
 * - `depth`, `r32float`: metres along the optical axis; the far distance where there is sky.
 * - `normal`, `rgba8unorm`: unit normal in world axes, times 0.5 plus 0.5; the sky has none (0.5).
 * - `flow`, `rgba16float`: `x, y` are the pixels, x right and y down, from where the point seen here was in
 *   the camera's previous frame to where it is now, things that move included. The third number is 1 where
 *   that frame did not show the point (it was hidden, or outside the picture, or there was no such frame)
 *   and 0 where it did. In a first frame the flow is 0.
 * - `albedo`, `rgba8unorm`: share of light that the surface throws back, sRGB-encoded; 0 for the sky.
 * - `traversability`, `r32float`: see `traversability()`.
 * - `height`, `r32float`: metres over the terrain under the point; 0 on the ground itself, the far distance
 *   where there is sky. The terrain is that of its vertices, which stand a 256th of its side apart.
 */
export type CameraTextures = Readonly<Record<PictureName, GPUTexture>>;

/** A camera: its pictures and what it remembers of its last frame. Made by `Renderer.createCamera`. */
export class Camera {
  readonly spec: CameraSpec;
  readonly intrinsics: Intrinsics;
  /** What three draws into, and which layer of it. */
  readonly target: RenderTarget;
  readonly layer: number;
  /** How its truth is taken apart; null where it has colour alone. */
  readonly development: Development | null;
  readonly frustum = new Frustum();
  /** Entity that it does not see: what it is mounted on, say. 0 for none. */
  hidden = 0;
  readonly #matrices: { now: number[]; previous: number[] } = {
    now: new Array(16).fill(0),
    previous: new Array(16).fill(0),
  };
  readonly #textures: Readonly<Partial<Record<PictureName, GPUTexture>>>;
  readonly #free: () => void;
  #frames = 0;
  #pose: Pose | null = null;
  #scene: Scene | null = null;
  #partPoses = new Float32Array(0);

  /** @throws {RangeError} If the spec is not that of a camera; see `intrinsicsOf`. */
  constructor(spec: CameraSpec, { target, layer, textures, development, free }: {
    readonly target: RenderTarget;
    readonly layer: number;
    readonly textures: Readonly<Partial<Record<PictureName, GPUTexture>>>;
    readonly development: Development | null;
    /** Frees what was made for this camera. */
    readonly free: () => void;
  }) {
    this.spec = spec;
    this.intrinsics = intrinsicsOf(spec);
    this.target = target;
    this.layer = layer;
    this.development = development;
    this.#textures = textures;
    this.#free = free;
  }

  /** Frames drawn since it was made or its history was forgotten. */
  get frames(): number {
    return this.#frames;
  }

  /** The colour picture. */
  get colour(): GPUTexture {
    return this.#textures.colour!;
  }

  /**
   * One picture of the last frame.
   *
   * @throws {TypeError} If the camera was made without it.
   */
  picture(name: PictureName): GPUTexture {
    const texture = this.#textures[name];
    if (!texture || !picturesOf(this.spec.outputs).includes(name)) {
      throw new TypeError(
        `Cannot give picture "${name}": the camera was made with outputs ${this.#outputs()}`,
      );
    }
    return texture;
  }

  /**
   * Every picture of the last frame.
   *
   * @throws {TypeError} If the camera was made for some of them alone; ask for each by `picture` then.
   */
  textures(): CameraTextures {
    if (this.spec.outputs !== "all") {
      throw new TypeError(
        `Cannot give ground truth: the camera was made with outputs ${this.#outputs()}, wanted "all"`,
      );
    }
    return this.#textures as CameraTextures;
  }

  /** Forgets the last frame, so that the next one has no flow: after a teleport or a new world. */
  resetHistory(): void {
    this.#frames = 0;
  }

  /**
   * Moves the camera for its next frame; gives the matrices of that frame and the one before, and the pose
   * of the one before, null where there is none. What it remembers of another scene is forgotten.
   */
  advance(worldFromCamera: Pose, scene: Scene): {
    now: readonly number[];
    previous: readonly number[];
    poseBefore: Pose | null;
  } {
    if (this.#scene !== scene) {
      this.#scene = scene;
      this.#frames = 0;
    }
    const matrices = this.#matrices;
    [matrices.now, matrices.previous] = [matrices.previous, matrices.now];
    const { near, far } = this.spec;
    clipFromWorld(matrices.now, this.intrinsics, near, far, worldFromCamera);
    const poseBefore = this.#frames === 0 ? null : this.#pose;
    if (!poseBefore) matrices.now.forEach((value, i) => matrices.previous[i] = value);
    this.#frames++;
    this.#pose = worldFromCamera;
    this.frustum.set(matrices.now);
    return { ...matrices, poseBefore };
  }

  /**
   * Poses of all parts of movers as they were in its previous frame; in a first frame, as they are now.
   * They are replaced by those of now when the frame is drawn: see `remember`.
   */
  partPosesBefore(now: Float32Array): Float32Array {
    return this.#frames > 1 && this.#partPoses.length === now.length ? this.#partPoses : now;
  }

  /** Keeps poses for its next frame. */
  remember(poses: Float32Array): void {
    if (this.#partPoses.length !== poses.length) this.#partPoses = new Float32Array(poses.length);
    this.#partPoses.set(poses);
  }

  /** Frees the pictures. */
  dispose(): void {
    this.#scene = null;
    this.#free();
  }

  #outputs(): string {
    const { outputs } = this.spec;
    return typeof outputs === "string" ? `"${outputs}"` : `"${outputs.join('", "')}"`;
  }
}
