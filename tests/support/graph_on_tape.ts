import type { Device } from "../../vision/device.ts";
import {
  abs,
  add,
  avgPool2d,
  batchNorm,
  concat,
  conv2d,
  convTranspose2d,
  crossEntropy,
  elu,
  gelu,
  globalAvgPool2d,
  gruCell,
  leakyRelu,
  logSoftmax,
  matmul,
  maxPool2d,
  mul,
  Parameter,
  permute,
  readTensors,
  record,
  reshape,
  resizeBilinear,
  resizeNearest,
  sigmoid,
  slice,
  softmax,
  softplus,
  square,
  sub,
  sum,
  swish,
  tanh,
  type Tensor,
} from "../../vision/mod.ts";
import { type Graph, type GraphNode, type Leaf, learns } from "./graph.ts";

/** A loss and the gradient of each leaf that asks for one. */
export interface Evaluation {
  readonly loss: number;
  readonly gradients: ReadonlyMap<number, ArrayLike<number>>;
}

function tensorOf(device: Device, leaf: Leaf): Tensor {
  const { kind, shape, data } = leaf;
  if (kind === "parameter") return new Parameter(device, data, shape);
  const dtype = kind === "labels" ? "u32" : "f32";
  return device.tensor(data, shape, { dtype, requiresGrad: learns(leaf) });
}

function compute({ what, shape }: GraphNode, of: readonly Tensor[]): Tensor {
  const [x, y, z] = of as [Tensor, Tensor, Tensor];
  switch (what.op) {
    case "conv2d":
      return conv2d(x, y, z, what);
    case "convTranspose2d":
      return convTranspose2d(x, y, z, what);
    case "maxPool2d":
      return maxPool2d(x, what.kernel, what);
    case "avgPool2d":
      return avgPool2d(x, what.kernel, what);
    case "globalAvgPool2d":
      return globalAvgPool2d(x);
    case "tanh":
      return tanh(x);
    case "sigmoid":
      return sigmoid(x);
    case "abs":
      return abs(x);
    case "gelu":
      return gelu(x);
    case "square":
      return square(x);
    case "softplus":
      return softplus(x, { beta: what.beta });
    case "swish":
      return swish(x, { beta: what.beta });
    case "leakyRelu":
      return leakyRelu(x, { slope: what.slope });
    case "elu":
      return elu(x, { alpha: what.alpha });
    case "add":
      return add(x, y);
    case "sub":
      return sub(x, y);
    case "mul":
      return mul(x, y);
    case "concat":
      return concat(of, what.axis);
    case "resizeNearest":
      return resizeNearest(x, what.size);
    case "resizeBilinear":
      return resizeBilinear(x, what.size);
    case "reshape":
      return reshape(x, shape);
    case "permute":
      return permute(x, what.axes);
    case "slice":
      return slice(x, { [what.axis]: [what.from, what.to] });
    case "matmul":
      return matmul(x, y, { transposeB: what.transposeB, bias: z ?? null });
    case "batchNorm":
      return batchNorm(x, { train: true, gamma: y, beta: z, eps: what.eps });
    case "softmax":
      return softmax(x);
    case "logSoftmax":
      return logSoftmax(x);
    case "gruCell":
      return gruCell(x, y, z);
    case "crossEntropy":
      return crossEntropy(x, y);
    case "sum":
      return sum(x);
  }
}

/** Forward and backward once, on the engine's own tape: at once, or recorded and replayed. */
export async function evaluateOnTape(
  device: Device,
  graph: Graph,
  how: "eager" | "recorded" = "eager",
): Promise<Evaluation> {
  using _scratch = device.arena();
  const leaves = graph.leaves.map((leaf) => tensorOf(device, leaf));
  const asked = [...graph.leaves.keys()].filter((id) => learns(graph.leaves[id]!));
  const differentiate = (): Tensor[] => {
    const values = [...leaves];
    for (const node of graph.nodes) values.push(compute(node, node.of.map((id) => values[id]!)));
    const loss = values.at(-1)!;
    loss.backward();
    return [loss, ...asked.map((id) => leaves[id]!.grad!)];
  };
  const plan = how === "recorded" ? record(device, differentiate) : null;
  plan?.run();
  const [loss, ...gradients] = await readTensors(plan?.outputs ?? differentiate());
  plan?.dispose();
  for (const leaf of leaves) leaf.dispose();
  return { loss: loss![0]!, gradients: new Map(asked.map((id, i) => [id, gradients[i]!])) };
}
