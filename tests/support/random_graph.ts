import type { Graph, Operation } from "./graph.ts";
import { GraphBuilder, type Value } from "./graph_builder.ts";

/** Images of a graph. */
const BATCH = 2;

/** The smallest side that a window is laid on. */
const LEAST = 5;

/** Images to go on from, mostly such as nothing uses yet: the others make forks. */
function pick(b: GraphBuilder): Value {
  const x = b.choose(b.random() < 0.6 && b.loose.length > 0 ? b.loose : b.images);
  const [, , h, w] = x.shape as [number, number, number, number];
  if (h >= LEAST && w >= LEAST && h * w <= 200) return x;
  return b.resize(x, [b.integer(LEAST, 8), b.integer(LEAST, 8)]);
}

/** Another picked image, brought to the size and, where asked, to the channels of the first. */
function pickAlike(b: GraphBuilder, x: Value, sameChannels: boolean): Value {
  const [, c, h, w] = x.shape as [number, number, number, number];
  const others = b.images.filter((image) => image !== x);
  let y = b.choose(others);
  if (sameChannels && y.shape[1] !== c) {
    const layer = b.convLayer(y.shape[1]!, c, { ...PLAIN, kernel: [1, 1] });
    y = b.conv(y, layer);
  }
  if (y.shape[2] === h && y.shape[3] === w) return y;
  return b.resize(y, [h, w], b.choose(["resizeNearest", "resizeBilinear"]));
}

const PLAIN = { stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1 } as const;

/** A convolution of everything that one can have. */
function randomConv(b: GraphBuilder, inputs: number) {
  const side = () => b.integer(1, 3);
  const groups = inputs % 2 === 0 ? b.choose([1, 2]) : 1;
  return b.convLayer(inputs, b.choose([4, 6, 8]), {
    kernel: [side(), side()],
    stride: [b.integer(1, 2), b.integer(1, 2)],
    padding: [b.integer(0, 2), b.integer(0, 2), b.integer(0, 2), b.integer(0, 2)],
    dilation: [b.integer(1, 2), b.integer(1, 2)],
    groups,
  });
}

/** Ways to make a graph larger. Each stands in every graph, in random order, on random images. */
const MOVES: readonly ((b: GraphBuilder) => void)[] = [
  (b) => {
    const x = pick(b);
    b.conv(x, randomConv(b, x.shape[1]!));
  },
  // One layer at two places, on different images.
  (b) => {
    const x = pick(b);
    const layer = randomConv(b, x.shape[1]!);
    b.conv(x, layer);
    b.conv(pickAlike(b, x, true), layer);
  },
  // The same in two scales, joined again.
  (b) => {
    const x = pick(b);
    const [, c, h, w] = x.shape as [number, number, number, number];
    const layer = b.convLayer(c, 4, { ...PLAIN, kernel: [3, 3], padding: [1, 1, 1, 1] });
    const small = b.pool(x, {
      op: "maxPool2d",
      kernel: [2, 2],
      stride: [2, 2],
      padding: [0, 0, 0, 0],
    });
    b.concat([b.conv(x, layer), b.resize(b.conv(small, layer), [h, w], "resizeNearest")]);
  },
  // Channel by channel.
  (b) => {
    const x = pick(b);
    const c = x.shape[1]!;
    const options = { ...PLAIN, kernel: [3, 2], padding: [1, 1, 1, 0], groups: c } as const;
    b.conv(x, b.convLayer(c, c, options));
  },
  (b) => {
    const x = pick(b);
    const c = x.shape[1]!;
    const groups = c % 2 === 0 ? b.choose([1, 2]) : 1;
    const stride = [b.integer(1, 2), 2] as const;
    const kernel = [b.integer(2, 3), b.integer(2, 3)] as const;
    const scale = 1 / Math.sqrt(c / groups * kernel[0]);
    b.conv(x, {
      weight: b.leaf("parameter", [c, 4 / groups, ...kernel], scale),
      bias: b.leaf("parameter", [4], 0.3),
      what: {
        op: "convTranspose2d",
        stride,
        padding: [b.integer(0, 1), b.integer(0, 1), b.integer(0, 1), b.integer(0, 1)],
        dilation: [1, b.integer(1, 2)],
        outputPadding: [b.integer(0, stride[0] - 1), b.integer(0, 1)],
        groups,
      },
    });
  },
  ...(["maxPool2d", "avgPool2d"] as const).map((op) => (b: GraphBuilder) => {
    const kernel = [b.integer(2, 3), b.integer(2, 3)] as const;
    const padding = [b.integer(0, 1), b.integer(0, 1), b.integer(0, 1), b.integer(0, 1)] as const;
    b.pool(pick(b), { op, kernel, stride: [b.integer(1, 2), b.integer(1, 3)], padding });
  }),
  ...(["add", "sub", "mul"] as const).map((op) => (b: GraphBuilder) => {
    const x = pick(b);
    b.apply({ op }, [x, pickAlike(b, x, true)], x.shape);
  }),
  // Broadcast: one number a channel, a picture for all channels, or a number for each map.
  (b) => {
    const x = pick(b);
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const op = b.choose(["add", "sub", "mul"] as const);
    const shape = b.choose([[c], [1, 1, h, w], [n, c, 1, 1], [1, c, 1, w]]);
    b.apply({ op }, [x, b.leaf("parameter", shape, 0.5, 1)], x.shape);
  },
  // Each map scaled by its own mean: both sides of the fork carry a gradient.
  (b) => {
    const x = pick(b);
    const means = b.apply({ op: "globalAvgPool2d" }, [x], [...x.shape.slice(0, 2), 1, 1]);
    b.apply({ op: "mul" }, [x, b.apply({ op: "sigmoid" }, [means])], x.shape);
  },
  (b) => {
    const x = pick(b);
    b.concat([x, pickAlike(b, x, false), pickAlike(b, x, false)]);
  },
  ...(["resizeNearest", "resizeBilinear"] as const).map((op) => (b: GraphBuilder) => {
    b.resize(pick(b), [b.integer(3, 11), b.integer(3, 11)], op);
  }),
  (b) => {
    const x = pick(b);
    const c = x.shape[1]!;
    const [scale, shift] = [b.leaf("parameter", [c], 0.5, 1), b.leaf("parameter", [c])];
    b.apply({ op: "batchNorm", eps: 1e-3 }, [x, scale, shift]);
  },
  (b) => {
    const axis = b.integer(1, 3);
    const x = pick(b);
    const from = b.integer(0, 1);
    const to = x.shape[axis]! - b.integer(0, 1);
    b.apply({ op: "slice", axis, from, to }, [x], x.shape.with(axis, to - from));
  },
  // Pixels as rows of a matrix and back, with a product in between.
  (b) => {
    const x = pick(b);
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const rows = b.apply({ op: "permute", axes: [0, 2, 3, 1] }, [x], [n, h, w, c]);
    const flat = b.apply({ op: "reshape" }, [rows], [n, h * w, c]);
    const matrix = b.leaf("parameter", [c, 4], 1 / Math.sqrt(c));
    const y = b.apply({ op: "matmul", transposeB: false }, [flat, matrix], [n, h * w, 4]);
    b.apply({ op: "reshape" }, [y], [n, 4, h, w]);
  },
  (b) => void b.apply({ op: b.choose(["softmax", "logSoftmax"] as const) }, [pick(b)]),
  (b) => {
    const slope = 0.1 + 0.3 * b.random();
    b.apply({ op: "leakyRelu", slope }, [pick(b)]);
  },
  ...([
    { op: "tanh" },
    { op: "sigmoid" },
    { op: "abs" },
    { op: "square" },
    { op: "gelu" },
    { op: "softplus", beta: 1.5 },
    { op: "swish", beta: 0.7 },
    { op: "elu", alpha: 0.8 },
  ] as const satisfies readonly Operation[]).map((what) => (b: GraphBuilder) => {
    b.apply(what, [pick(b)]);
  }),
];

function shuffled<T>(b: GraphBuilder, items: readonly T[]): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = b.integer(0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Joins whatever is loose into a loss, so that every value has a part in it. */
function close(
  b: GraphBuilder,
  ending: "crossEntropy" | "weighted",
  rows: readonly Value[],
): Graph {
  const flat = b.loose.map((image) => b.flatten(image));
  const logits = b.linear(b.concat([...rows, ...flat]), 7);
  if (ending === "crossEntropy") {
    b.apply({ op: "crossEntropy" }, [logits, b.labels(BATCH, 7)], []);
  } else {
    const weights = b.leaf("constant", logits.shape);
    const scores = b.apply({ op: "logSoftmax" }, [logits]);
    b.apply({ op: "sum" }, [b.apply({ op: "mul" }, [scores, weights])], []);
  }
  return b.build();
}

/** A random graph of all operations but that of recurrent nets: forks, joins, shared layers. */
export function randomGraph(seed: number, ending: "crossEntropy" | "weighted"): Graph {
  const b = new GraphBuilder(seed);
  b.imageInput([BATCH, 3, 7, 9]);
  b.imageInput([BATCH, 4, 8, 6]);
  for (const move of shuffled(b, MOVES)) move(b);
  return close(b, ending, []);
}

/**
 * A random cell that carries images and rows from step to step, unfolded `steps` times: all parameters of
 * the cell are shared by the steps.
 */
export function unfoldedGraph(seed: number, steps: number): Graph {
  const b = new GraphBuilder(seed);
  const [h, w, channels, hidden] = [b.integer(5, 7), b.integer(5, 7), 4, 5];
  const inputs = Array.from({ length: steps }, () => b.imageInput([BATCH, 3, h, w]));
  const same = (kernel: 1 | 3, dilation: 1 | 2 = 1) => {
    const ring = dilation * (kernel - 1) / 2;
    return {
      ...PLAIN,
      kernel: [kernel, kernel] as const,
      padding: [ring, ring, ring, ring] as const,
      dilation: [dilation, dilation] as const,
    };
  };
  const ofInput = b.convLayer(3, channels, same(3, b.choose([1, 2])));
  const ofState = b.convLayer(channels, channels, same(3, b.choose([1, 2])));
  const ofBoth = b.convLayer(3 + channels, channels, same(b.choose([1, 3])));
  const bend = b.choose([{ op: "tanh" }, { op: "elu", alpha: 0.8 }] as const);
  const scale = 1 / Math.sqrt(channels);
  const [inputMatrix, stateMatrix] = [
    b.leaf("parameter", [3 * hidden, channels], scale),
    b.leaf("parameter", [3 * hidden, hidden], scale),
  ];
  const [inputBias, stateBias] = [0, 1].map(() => b.leaf("parameter", [3 * hidden], 0.3)) as [
    Value,
    Value,
  ];
  let image = b.imageInput([BATCH, channels, h, w]);
  let row = b.leaf("input", [BATCH, hidden]);
  for (const input of inputs) {
    const gate = b.apply({ op: "sigmoid" }, [b.conv(b.concat([input, image]), ofBoth)]);
    const sum = b.apply({ op: "add" }, [b.conv(input, ofInput), b.conv(image, ofState)]);
    const change = b.apply({ op: "sub" }, [b.apply(bend, [sum]), image]);
    image = b.apply({ op: "add" }, [image, b.apply({ op: "mul" }, [gate, change])]);
    const means = b.apply({ op: "globalAvgPool2d" }, [image], [BATCH, channels, 1, 1]);
    const gates = (x: Value, matrix: Value, bias: Value) =>
      b.apply({ op: "matmul", transposeB: true }, [x, matrix, bias], [BATCH, 3 * hidden]);
    const projected = gates(b.flatten(means), inputMatrix, inputBias);
    const recurrent = gates(row, stateMatrix, stateBias);
    row = b.apply({ op: "gruCell" }, [projected, recurrent, row], [BATCH, hidden]);
  }
  return close(b, "crossEntropy", [row]);
}
