import { counterRandom, normal, type Random } from "../../vision/random.ts";
import { elementCount, type Shape } from "../../vision/shape.ts";
import type { Four, Graph, GraphNode, Leaf, Operation, Two } from "./graph.ts";

/** A value of a graph under construction: leaves are numbered apart from nodes until it is done. */
export interface Value {
  readonly shape: Shape;
  readonly at: { readonly leaf: number } | { readonly node: number };
}

/** Kernels and bias with what a convolution does by them. */
export interface ConvLayer {
  readonly weight: Value;
  readonly bias: Value;
  readonly what: Extract<Operation, { op: "conv2d" | "convTranspose2d" }>;
}

/** Adds values to a graph and works out their shapes, by the definitions of the operations alone. */
export class GraphBuilder {
  readonly random: Random;
  readonly #leaves: Leaf[] = [];
  readonly #nodes: { what: Operation; of: readonly Value[]; shape: Shape }[] = [];
  readonly #used = new Set<Value>();
  /** Images that the graph has computed or was given, oldest first. */
  readonly images: Value[] = [];

  constructor(seed: number) {
    this.random = counterRandom(seed);
  }

  /** One of several. */
  choose<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.random() * choices.length)]!;
  }

  /** An integer from `least` to `most`. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  /** Normal numbers times `scale`, plus `shift`. */
  leaf(kind: "input" | "parameter" | "constant", shape: Shape, scale = 1, shift = 0): Value {
    const data = new Float32Array(elementCount(shape)).map(() =>
      scale * normal(this.random) + shift
    );
    return this.#leaf({ kind, shape, data });
  }

  /** Labels of `n` rows. */
  labels(n: number, classes: number): Value {
    const data = new Uint32Array(n).map(() => this.integer(0, classes - 1));
    return this.#leaf({ kind: "labels", shape: [n], data });
  }

  #leaf(leaf: Leaf): Value {
    this.#leaves.push(leaf);
    return { shape: leaf.shape, at: { leaf: this.#leaves.length - 1 } };
  }

  /** Images that the graph is given. */
  imageInput(shape: Shape): Value {
    const value = this.leaf("input", shape);
    this.images.push(value);
    return value;
  }

  /** The result of an operation. */
  apply(what: Operation, of: readonly Value[], shape: Shape = of[0]!.shape): Value {
    this.#nodes.push({ what, of, shape });
    for (const operand of of) this.#used.add(operand);
    const value = { shape, at: { node: this.#nodes.length - 1 } };
    // Permuted images are rows of numbers in another order, no longer images.
    if (shape.length === 4 && what.op !== "permute") this.images.push(value);
    return value;
  }

  /** Images that nothing uses yet. */
  get loose(): readonly Value[] {
    return this.images.filter((image) => !this.#used.has(image));
  }

  /** Kernels, scaled so that variance stays, for images of `inputs` channels. */
  convLayer(
    inputs: number,
    outputs: number,
    options: Omit<Extract<Operation, { op: "conv2d" }>, "op"> & { readonly kernel: Two },
  ): ConvLayer {
    const { kernel, ...rest } = options;
    const share = inputs / rest.groups;
    const scale = 1 / Math.sqrt(share * kernel[0] * kernel[1]);
    return {
      weight: this.leaf("parameter", [outputs, share, ...kernel], scale),
      bias: this.leaf("parameter", [outputs], 0.3),
      what: { op: "conv2d", ...rest },
    };
  }

  /** A layer at work; the same one may work in several places. */
  conv(x: Value, { weight, bias, what }: ConvLayer): Value {
    const [n, , ...size] = x.shape as [number, number, number, number];
    const [first, second, ...kernel] = weight.shape as [number, number, number, number];
    const { stride, padding, dilation, groups } = what;
    const sides = ([0, 1] as const).map((i) => {
      const reach = dilation[i] * (kernel[i]! - 1) + 1;
      const pads = padding[i] + padding[i + 2]!;
      return what.op === "conv2d"
        ? Math.floor((size[i]! + pads - reach) / stride[i]) + 1
        : (size[i]! - 1) * stride[i] - pads + reach + what.outputPadding[i];
    });
    const outputs = what.op === "conv2d" ? first : second * groups;
    return this.apply(what, [x, weight, bias], [n, outputs, ...sides]);
  }

  /** Windows of a pooling. */
  pool(x: Value, what: { op: "maxPool2d" | "avgPool2d"; kernel: Two; stride: Two; padding: Four }) {
    const [n, c, ...size] = x.shape as [number, number, number, number];
    const sides = ([0, 1] as const).map((i) => {
      const padded = size[i]! + what.padding[i] + what.padding[i + 2]!;
      return Math.floor((padded - what.kernel[i]) / what.stride[i]) + 1;
    });
    return this.apply(what, [x], [n, c, ...sides]);
  }

  /** Images of another size. */
  resize(x: Value, size: Two, op: "resizeNearest" | "resizeBilinear" = "resizeBilinear"): Value {
    return this.apply({ op, size }, [x], [...x.shape.slice(0, 2), ...size]);
  }

  /** All end to end along an axis. */
  concat(of: readonly Value[], axis = 1): Value {
    const size = of.reduce((sum, { shape }) => sum + shape[axis]!, 0);
    return this.apply({ op: "concat", axis }, of, of[0]!.shape.with(axis, size));
  }

  /** Each sample as a row. */
  flatten(x: Value): Value {
    const [n] = x.shape as [number];
    return this.apply({ op: "reshape" }, [x], [n, elementCount(x.shape) / n]);
  }

  /** Rows times a new matrix `[outputs, inputs]`, plus a new bias. */
  linear(x: Value, outputs: number): Value {
    const [n, inputs] = x.shape as [number, number];
    const weight = this.leaf("parameter", [outputs, inputs], 1 / Math.sqrt(inputs));
    const bias = this.leaf("parameter", [outputs], 0.3);
    return this.apply({ op: "matmul", transposeB: true }, [x, weight, bias], [n, outputs]);
  }

  /** The graph, of which the value made last is the loss. */
  build(): Graph {
    const number = ({ at }: Value) => "leaf" in at ? at.leaf : this.#leaves.length + at.node;
    const nodes = this.#nodes.map(({ what, of, shape }): GraphNode => {
      return { what, of: of.map(number), shape };
    });
    return { leaves: this.#leaves, nodes };
  }
}
