import { type Camera, Renderer, type Scene } from "../../../sim/render/mod.ts";
import { ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { Holdings } from "../../../vision/holdings.ts";

/** A renderer, a camera that tells colour and class of each pixel, and the worlds that were shown last. */
export class Studio<World extends { readonly scene: Scene }> {
  readonly renderer: Renderer;
  /** Of the rover's field of view. */
  readonly camera: Camera;
  readonly #holdings: Holdings;
  readonly #most: number;
  /** Newest last; a world not used for the longest time makes room. */
  readonly #worlds = new Map<string | number, World>();

  private constructor(renderer: Renderer, camera: Camera, holdings: Holdings, most: number) {
    this.renderer = renderer;
    this.camera = camera;
    this.#holdings = holdings;
    this.#most = most;
  }

  /**
   * @param size Pixels of a frame.
   * @param most Worlds that are kept at a time.
   * @throws {RangeError} If no camera has that size.
   */
  static async create<World extends { readonly scene: Scene }>(
    gpu: GPUDevice,
    size: { readonly width: number; readonly height: number },
    most: number,
  ): Promise<Studio<World>> {
    const holdings = new Holdings();
    try {
      const renderer = holdings.hold(await Renderer.create(gpu));
      const { width, height } = size;
      const camera = holdings.hold(
        renderer.createCamera({ ...ROVER_CAMERA, width, height, outputs: ["ids"] }),
      );
      return new Studio(renderer, camera, holdings, most);
    } catch (error) {
      holdings.dispose();
      throw error;
    }
  }

  /**
   * The world of that key, made where it is not there.
   *
   * @param fits Whether one that is there will do.
   */
  world(key: string | number, make: () => World, fits: (world: World) => boolean = () => true) {
    const known = this.#worlds.get(key);
    this.#worlds.delete(key);
    if (known && fits(known)) {
      this.#worlds.set(key, known);
      return known;
    }
    known?.scene.dispose();
    if (this.#worlds.size >= this.#most) {
      const [oldest, { scene }] = this.#worlds.entries().next().value!;
      scene.dispose();
      this.#worlds.delete(oldest);
    }
    const world = make();
    this.#worlds.set(key, world);
    return world;
  }

  dispose(): void {
    for (const { scene } of this.#worlds.values()) scene.dispose();
    this.#worlds.clear();
    this.#holdings.dispose();
  }
}
