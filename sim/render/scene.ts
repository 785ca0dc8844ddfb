import { type Prop } from "../props/prop.ts";
import { type GroundMap } from "../terrain/ground_map.ts";
import { type Pond } from "../terrain/pond.ts";
import { type PropBatches, type PropTable } from "./prop_batches.ts";
import { type Ground, type Relief, sampleRelief } from "./relief.ts";
import { type SceneLayers } from "./scene_layers.ts";
import { bakeShade } from "./shade_map.ts";

/** What the renderer needs of a landscape. */
export interface VisibleLandscape {
  readonly terrain: Ground;
  readonly ground: Pick<GroundMap, "splat" | "edge">;
  readonly ponds: readonly Pond[];
  readonly props: readonly Prop[];
}

/** A landscape ready to be drawn. Made by `Renderer.createScene`. */
export class Scene {
  readonly relief: Relief;
  readonly props: PropTable;
  readonly ponds: readonly Pond[];
  /** How far noise moves the edges of its ground classes. */
  readonly edge: number;
  readonly layer: number;
  readonly #layers: SceneLayers;
  #disposed = false;

  constructor(landscape: VisibleLandscape, layers: SceneLayers, batches: PropBatches) {
    this.relief = sampleRelief(landscape.terrain);
    this.props = batches.table(landscape.props);
    this.ponds = landscape.ponds;
    this.edge = landscape.ground.edge;
    this.#layers = layers;
    this.layer = layers.add({
      splat: landscape.ground.splat.data,
      shade: bakeShade(landscape.props),
      relief: this.relief.vertices,
    });
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Makes room for another landscape. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#layers.remove(this.layer);
  }
}
