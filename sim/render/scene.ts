import { meadow } from "../biomes/meadow.ts";
import { type ActorGroup } from "../actors/actor.ts";
import { type Drawable, type SceneContent, type VisibleLandscape } from "./drawable.ts";
import { HeadlampTable } from "./lamps/headlamp_table.ts";
import { streetLamp } from "./lamps/lamp.ts";
import { LampField } from "./lamps/lamp_field.ts";
import { MoverTable, type ShapeSource } from "./movers/mover_table.ts";

/** What a landscape has that does not say so. */
const BARE = {
  blocks: [],
  roads: null,
  streets: null,
  river: null,
  waterColour: meadow.water,
} as const;

/** A landscape ready to be drawn, with what moves in it. Made by `Renderer.createScene`. */
export class Scene {
  /** What each drawable keeps of the landscape, in their order; null where it has none of it. */
  readonly contents: readonly unknown[];
  /** Lamps that light it by night. */
  readonly lamps: LampField;
  readonly #headlamps: HeadlampTable | null;
  readonly #drawables: readonly Drawable<unknown>[];
  #disposed = false;

  constructor(
    landscape: VisibleLandscape,
    groups: readonly ActorGroup[],
    drawables: readonly Drawable<unknown>[],
    shapes: ShapeSource,
  ) {
    this.#drawables = drawables;
    const whole = { ...BARE, ...landscape, groups };
    this.contents = loaded(drawables, whole);
    this.lamps = new LampField(whole.streets?.lights.map(streetLamp));
    const movers = this.contents.find((content) => content instanceof MoverTable);
    this.#headlamps = movers ? new HeadlampTable(movers, shapes) : null;
    this.#lightHeadlamps();
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Shows everything that moves where its groups have it now; call it after they were stepped. */
  takePoses(): void {
    for (const content of this.contents) {
      if (content instanceof MoverTable) content.takePoses();
    }
    this.#lightHeadlamps();
  }

  #lightHeadlamps(): void {
    if (this.#headlamps) this.lamps.moving = this.#headlamps.lit();
  }

  /** Makes room for another landscape. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    unload(this.#drawables, this.contents);
  }
}

/** What each drawable keeps of a landscape; nothing of it is kept where one of them fails. */
function loaded(drawables: readonly Drawable<unknown>[], landscape: SceneContent): unknown[] {
  const contents: unknown[] = [];
  try {
    for (const drawable of drawables) contents.push(drawable.load(landscape));
  } catch (error) {
    unload(drawables, contents);
    throw error;
  }
  return contents;
}

function unload(drawables: readonly Drawable<unknown>[], contents: readonly unknown[]): void {
  contents.forEach((content, index) => {
    if (content !== null) drawables[index]!.unload(content);
  });
}
