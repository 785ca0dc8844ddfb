import { type Drawable, type VisibleLandscape } from "./drawable.ts";

/** A landscape ready to be drawn. Made by `Renderer.createScene`. */
export class Scene {
  /** What each drawable keeps of the landscape, in their order; null where it has none of it. */
  readonly contents: readonly unknown[];
  readonly #drawables: readonly Drawable<unknown>[];
  #disposed = false;

  constructor(landscape: VisibleLandscape, drawables: readonly Drawable<unknown>[]) {
    this.#drawables = drawables;
    const whole = { blocks: [], roads: null, ...landscape };
    this.contents = drawables.map((drawable) => drawable.load(whole));
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Makes room for another landscape. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#drawables.forEach((drawable, index) => {
      const content = this.contents[index];
      if (content !== null) drawable.unload(content);
    });
  }
}
