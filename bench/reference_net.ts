import {
  concat,
  Conv2d,
  counterRandom,
  type Device,
  type Elements,
  maxPool2d,
  Module,
  resizeNearest,
  type Tensor,
} from "../vision/mod.ts";
import { REFERENCE_LAYERS, type ReferenceWeights } from "./reference_work.ts";

/**
 * The net that engines are compared by: three scales of a picture through the same three layers (two
 * of them followed by 2 x 2 pools), brought to one size, and a class for each pixel of that.
 * Written with what everybody writes nets with here.
 *
 * @see Farabet et al. 2013, "Learning Hierarchical Features for Scene Labeling", whose shape it has.
 */
export class ReferenceNet extends Module {
  readonly layers: readonly Conv2d[];
  readonly head: Conv2d;

  /** A net of those weights. */
  constructor(device: Device, weights: readonly ReferenceWeights[]) {
    super();
    const random = counterRandom(1);
    const layers = REFERENCE_LAYERS.map(({ inputs, outputs, kernel, activation }) =>
      new Conv2d(device, inputs, outputs, kernel, {
        random,
        padding: (kernel - 1) / 2,
        ...(activation ? { activation } : {}),
      })
    );
    this.head = layers.pop()!;
    this.layers = layers;
    const state: Record<string, { shape: readonly number[]; data: Elements }> = {};
    for (const [name, parameter] of this.namedParameters()) {
      const [layer, part] = [name.split(".").at(-2)!, name.split(".").at(-1)!];
      const { weight, bias } = weights[layer === "head" ? layers.length : Number(layer)]!;
      state[name] = { shape: parameter.shape, data: part === "weight" ? weight : bias };
    }
    this.loadStateDict(state);
  }

  /** Logits `[n, 8, h / 4, w / 4]` of pictures `[n, 3, h, w]` and of the same at half and quarter size. */
  override forward(...scales: Tensor[]): Tensor {
    const features = scales.map((scale) => {
      const [first, second, third] = this.layers;
      return third!.forward(
        maxPool2d(second!.forward(maxPool2d(first!.forward(scale), 2)), 2),
      );
    });
    const [, , h, w] = features[0]!.shape;
    const resized = features.map((y, i) => i === 0 ? y : resizeNearest(y, [h!, w!]));
    return this.head.forward(concat(resized));
  }
}
