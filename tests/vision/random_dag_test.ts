import assert from "node:assert/strict";
import { type Graph, type OperationName, usesOf } from "../support/graph.ts";
import { evaluateInJax } from "../support/graph_in_jax.ts";
import { evaluateOnTape } from "../support/graph_on_tape.ts";
import { randomGraph, unfoldedGraph } from "../support/random_graph.ts";
import { visionDevice } from "../support/vision_device.ts";

const STEPS = 3;
const UNFOLDED = unfoldedGraph(4, STEPS);
const GRAPHS: Readonly<Record<string, Graph>> = {
  "of random graph 1": randomGraph(1, "crossEntropy"),
  "of random graph 2": randomGraph(2, "weighted"),
  "of random graph 3": randomGraph(3, "crossEntropy"),
  [`of a random cell unfolded over ${STEPS} steps`]: UNFOLDED,
};

/** How far each gradient may be off, relative to the largest number in it. */
const TOLERANCE = 1e-3;

for (const [name, graph] of Object.entries(GRAPHS)) {
  Deno.test(`loss and gradients ${name} are those of jax-js`, async () => {
    const device = await visionDevice();
    const ours = await evaluateOnTape(device, graph);
    // A plan shares the memory of what is not used any more: nothing may be overwritten too early.
    assert.deepEqual(await evaluateOnTape(device, graph, "recorded"), ours);
    const theirs = await evaluateInJax(graph);
    assert.ok(
      Math.abs(ours.loss - theirs.loss) <= 1e-5 * Math.abs(theirs.loss),
      `loss ${ours.loss}, want ${theirs.loss}`,
    );
    const wrong: string[] = [];
    for (const [id, wanted] of theirs.gradients) {
      const got = ours.gradients.get(id)!;
      const { kind, shape } = graph.leaves[id]!;
      assert.equal(got.length, wanted.length);
      let most = 0;
      let off = 0;
      for (let i = 0; i < wanted.length; i++) {
        most = Math.max(most, Math.abs(wanted[i]!));
        const distance = Math.abs(got[i]! - wanted[i]!);
        // A NaN is as far off as can be.
        off = distance <= off ? off : Number.isNaN(distance) ? Infinity : distance;
      }
      // A gradient of rounding errors alone would say nothing.
      assert.ok(most > 1e-3, `leaf ${id} has a largest gradient of ${most}`);
      if (off > TOLERANCE * most) {
        wrong.push(`${kind} ${id} [${shape}]: ${off} off, the largest is ${most}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
}

Deno.test("the graphs hold every operation, with every option, and shared weights", () => {
  const wanted: Readonly<Record<OperationName, true>> = {
    abs: true,
    add: true,
    avgPool2d: true,
    batchNorm: true,
    concat: true,
    conv2d: true,
    convTranspose2d: true,
    crossEntropy: true,
    elu: true,
    gelu: true,
    globalAvgPool2d: true,
    gruCell: true,
    leakyRelu: true,
    logSoftmax: true,
    matmul: true,
    maxPool2d: true,
    mul: true,
    permute: true,
    reshape: true,
    resizeBilinear: true,
    resizeNearest: true,
    sigmoid: true,
    slice: true,
    softmax: true,
    softplus: true,
    square: true,
    sub: true,
    sum: true,
    swish: true,
    tanh: true,
  };
  const all = Object.values(GRAPHS).flatMap(({ nodes }) => nodes.map(({ what }) => what));
  assert.deepEqual([...new Set(all.map(({ op }) => op))].sort(), Object.keys(wanted));
  for (const op of ["conv2d", "convTranspose2d"] as const) {
    const layers = all.flatMap((what) => what.op === op ? [what] : []);
    assert.ok(layers.some(({ stride: [y, x] }) => y !== x), `strides of ${op}`);
    assert.ok(layers.some(({ dilation: [y, x] }) => y !== x), `dilations of ${op}`);
    assert.ok(
      layers.some(({ padding: [top, left, bottom, right] }) => top !== bottom && left !== right),
      `paddings of ${op}`,
    );
    assert.ok(layers.some(({ groups }) => groups > 1), `groups of ${op}`);
  }
  for (const [name, graph] of Object.entries(GRAPHS)) {
    const kernels = graph.nodes.flatMap(({ what, of }) => what.op === "conv2d" ? [of[1]!] : []);
    assert.ok(new Set(kernels).size < kernels.length, `shared kernels ${name}`);
    // Every leaf is used, and some value is an operand of several nodes and joined again.
    assert.ok(usesOf(graph).every((uses) => uses > 0), `a leaf ${name} is used by nothing`);
    const forks = graph.nodes.flatMap(({ of }) => of).filter((id) => id >= graph.leaves.length);
    assert.ok(new Set(forks).size < forks.length, `forks ${name}`);
  }
  const thrice = usesOf(UNFOLDED).filter((uses) => uses === STEPS).length;
  // Three convolutions, two matrices, and a bias for each.
  assert.equal(thrice, 10);
});
