import type { Elements, Shape } from "../../vision/shape.ts";

/** Vertical and horizontal. */
export type Two = readonly [number, number];

/** Top, left, bottom and right. */
export type Four = readonly [number, number, number, number];

/** What a node of a graph computes. Its operands are named in the comment, in order. */
export type Operation =
  /** Images, kernels, bias. */
  | { op: "conv2d"; stride: Two; padding: Four; dilation: Two; groups: number }
  /** Images, kernels, bias. */
  | {
    op: "convTranspose2d";
    stride: Two;
    padding: Four;
    dilation: Two;
    outputPadding: Two;
    groups: number;
  }
  /** Images; the mean is over pixels of the image alone. */
  | { op: "maxPool2d" | "avgPool2d"; kernel: Two; stride: Two; padding: Four }
  | { op: "globalAvgPool2d" }
  | { op: "tanh" | "sigmoid" | "abs" | "gelu" | "square" }
  | { op: "softplus" | "swish"; beta: number }
  | { op: "leakyRelu"; slope: number }
  | { op: "elu"; alpha: number }
  /** Two tensors; `[c]` beside images is one number a channel. */
  | { op: "add" | "sub" | "mul" }
  | { op: "concat"; axis: number }
  | { op: "resizeNearest" | "resizeBilinear"; size: Two }
  | { op: "reshape" }
  | { op: "permute"; axes: readonly number[] }
  | { op: "slice"; axis: number; from: number; to: number }
  /** Left, right and, where there is one, a bias. */
  | { op: "matmul"; transposeB: boolean }
  /** Images or rows, scale, shift. */
  | { op: "batchNorm"; eps: number }
  /** Over channels or columns. */
  | { op: "softmax" | "logSoftmax" }
  /** What the input adds to the gates, what the state adds, the state. */
  | { op: "gruCell" }
  /** Logits `[n, c]` and labels `[n]`. */
  | { op: "crossEntropy" }
  /** Of everything. */
  | { op: "sum" };

/** Names of operations. */
export type OperationName = Operation["op"];

/** A number that a graph begins with; labels and constants ask for no gradient. */
export interface Leaf {
  readonly kind: "input" | "parameter" | "constant" | "labels";
  readonly shape: Shape;
  readonly data: Elements;
}

/** One operation on values that come before it. */
export interface GraphNode {
  readonly what: Operation;
  /** Numbers of its operands. */
  readonly of: readonly number[];
  readonly shape: Shape;
}

/**
 * A directed acyclic graph as plain data: values are numbered, the leaves first, and the last one is the
 * loss. It says what is computed and nothing of how, so that libraries can be asked the same question.
 */
export interface Graph {
  readonly leaves: readonly Leaf[];
  readonly nodes: readonly GraphNode[];
}

/** Whether a gradient is asked for. */
export function learns({ kind }: Leaf): boolean {
  return kind === "input" || kind === "parameter";
}

/** How often each leaf is used. */
export function usesOf({ leaves, nodes }: Graph): number[] {
  return leaves.map((_, id) =>
    nodes.reduce((n, { of }) => n + of.filter((i) => i === id).length, 0)
  );
}
