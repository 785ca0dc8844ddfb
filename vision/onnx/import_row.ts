import { reshape } from "../ops/reshape/mod.ts";
import type { Layout, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { type HostTensor, isHost } from "./host_tensor.ts";
import type { OnnxNode } from "./onnx_graph.ts";

/** What a node takes and gives: a tensor on the device, or an array on the CPU. */
export type Value = Tensor | HostTensor;

/** How a kind of node is run. */
export interface ImportRow {
  /** Inputs that decide what kernels run (sizes, axes, bounds): constants for these are not learned. */
  readonly host?: readonly number[];
  /** Inputs that belong to the net without being learned. */
  readonly state?: readonly number[];
  /** Notes down the kernels and gives the results, in order. */
  run(call: NodeCall): Value | readonly Value[];
}

/** One node as it is run: what rows read. Its complaints are told with the node's name by the module. */
export class NodeCall {
  constructor(
    /** What it is. */
    readonly node: OnnxNode,
    /** Version of the model's operator set. */
    readonly opset: number,
    /** Whether the net is being trained. */
    readonly training: boolean,
    /** The inputs; `null` for one that is left out. */
    readonly values: readonly (Value | null)[],
    /** Takes a constant to the device. */
    readonly upload: (constant: HostTensor) => Tensor,
  ) {}

  /** The attributes. */
  get attributes() {
    return this.node.attributes;
  }

  /** The rectifier behind it, as an option of what takes one in. */
  get activation() {
    const { activation } = this.node;
    return activation ? { activation } : {};
  }

  /** Input `index`, which must be there. */
  value(index: number): Value {
    const value = this.values[index];
    if (!value) throw new RangeError(`its input ${index} is missing`);
    return value;
  }

  /** The shape of input `index`. */
  shape(index: number): Shape {
    return this.value(index).shape;
  }

  /** Input `index` on the device, in the layout that is asked for, if any. */
  tensor(index: number, layout?: Layout): Tensor {
    const value = this.value(index);
    const tensor = isHost(value) ? this.upload(value) : value;
    return layout ? inLayout(tensor, layout) : tensor;
  }

  /** Input `index` on the device, or `null` where it is left out. */
  optional(index: number): Tensor | null {
    return this.values[index] ? this.tensor(index) : null;
  }

  /** Input `index` on the CPU. */
  host(index: number): HostTensor {
    const value = this.value(index);
    if (!isHost(value)) {
      throw new RangeError(`its input ${index} must be known beforehand, but kernels compute it`);
    }
    return value;
  }

  /** Input `index` on the CPU, or `null` where it is left out. */
  optionalHost(index: number): HostTensor | null {
    return this.values[index] ? this.host(index) : null;
  }

  /** The numbers of input `index` or, in older operator sets, of an attribute; `null` for neither. */
  listed(index: number, name: string): number[] | null {
    const input = this.optionalHost(index);
    return input ? Array.from(input.data) : this.attributes.ints(name, null);
  }
}

/** The same tensor, stored so. */
export function inLayout(x: Tensor, layout: Layout): Tensor {
  return x.layout === layout ? x : reshape(x, x.shape, { layout });
}
