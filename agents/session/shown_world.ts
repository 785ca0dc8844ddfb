import { Renderer, type Scene } from "../../sim/render/mod.ts";
import type { World } from "../../sim/world.ts";

/** The world of an episode as all eyes of a session draw it: one renderer, one scene. */
export class ShownWorld {
  readonly renderer: Renderer;
  #scene: Scene | null = null;

  private constructor(renderer: Renderer) {
    this.renderer = renderer;
  }

  /** @throws {Error} If three cannot draw on that device. */
  static async create(gpu: GPUDevice): Promise<ShownWorld> {
    return new ShownWorld(await Renderer.create(gpu));
  }

  /** Shows another world in place of the last. */
  show({ landscape, movers }: World): Scene {
    this.#scene?.dispose();
    return this.#scene = this.renderer.createScene(landscape, movers);
  }

  dispose(): void {
    this.#scene?.dispose();
    this.renderer.dispose();
  }
}
