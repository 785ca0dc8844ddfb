import type { Tensor } from "../tensor.ts";
import { Module } from "./module.ts";

/** Modules one after another: each takes what the one before it gave. Names are their positions. */
export class Sequential extends Module {
  /** In the order they are run. */
  readonly layers: readonly Module[];

  /** Layers are given first to last. */
  constructor(...layers: readonly Module[]) {
    super();
    this.layers = layers;
  }

  /** The layers, named by position. */
  protected override children(): Iterable<readonly [string, unknown]> {
    return Object.entries(this.layers);
  }

  /** The last layer's output. */
  override forward(x: Tensor): Tensor {
    return this.layers.reduce((value, layer) => layer.forward(value), x);
  }
}
