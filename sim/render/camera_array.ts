import { type PictureName } from "../sensors/camera.ts";
import { type Camera } from "./camera.ts";

/**
 * Cameras of one kind whose pictures lie in the layers of array textures: camera `k` draws layer `k`. A net
 * reads a batch where it was drawn. Made by `Renderer.createCameraArray`.
 */
export class CameraArray {
  /** Each with a pose and a history of its own. */
  readonly cameras: readonly Camera[];
  readonly #textures: Readonly<Partial<Record<PictureName, GPUTexture>>>;
  readonly #free: () => void;

  constructor(
    cameras: readonly Camera[],
    textures: Readonly<Partial<Record<PictureName, GPUTexture>>>,
    free: () => void,
  ) {
    this.cameras = cameras;
    this.#textures = textures;
    this.#free = free;
  }

  /**
   * One picture of every camera: bind it as `texture_2d_array`. Formats as in `CameraTextures`.
   *
   * @throws {TypeError} If the cameras were made without it.
   */
  picture(name: PictureName): GPUTexture {
    this.cameras[0]!.picture(name);
    return this.#textures[name]!;
  }

  /** Frees the pictures. */
  dispose(): void {
    this.#free();
  }
}
