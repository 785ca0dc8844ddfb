import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/**
 * Lays kernels `[o, c, kh, kw]` out as the sliding kernel streams them.
 *
 * Output channels go in groups of `q` times four. `packed` holds one block for each group: `q` `vec4`
 * of bias, then, in the order `[ky][c / 4][kx][q][channel of the four]`, `vec4` of weights over four
 * output channels. What one lane of the sliding kernel reads is so one straight run of memory
 * (flat layouts put rows kilobytes apart, which cost 30 % on the input gradient).
 * With groups of channels, blocks of one group never hold channels of the next. For the input gradient
 * the roles of `o` and `c` are swapped by the strides; the kernel is not flipped, the sliding kernel walks its taps backwards instead. Missing channels become zero, so
 * spare channels of the output stay zero.
 *
 * One lane a `vec4`: four scalar reads, one write; a few percent of a small layer's work.
 */
export const packKernel = defineLaneKernel({
  name: "conv2d_pack",
  bindings: { weight: read("f32"), bias: read("f32"), packed: write("vec4f") },
  params: {
    /** Channels of one group, as the sliding kernel sees them. */
    outputs: "u32",
    inputs: "u32",
    kh: "u32",
    kw: "u32",
    q: "u32",
    /** Distance in `weight` between neighbouring output and input channels. */
    outputStride: "u32",
    inputStride: "u32",
    /** Distance in `weight` between neighbouring groups. */
    groupStride: "u32",
    /** Number of the first block, and blocks of one group. */
    firstBlock: "u32",
    groupBlocks: "u32",
    hasBias: "u32",
  },
  functions: /* wgsl */ `
fn weightAt(group: u32, o: u32, c: u32, tap: u32) -> f32 {
  let at = group * p.groupStride + min(o, p.outputs - 1u) * p.outputStride +
    min(c, p.inputs - 1u) * p.inputStride + tap;
  return select(0.0, weight[at], o < p.outputs && c < p.inputs);
}
fn biasAt(group: u32, o: u32) -> f32 {
  let at = (group * p.outputs + min(o, p.outputs - 1u)) * p.hasBias;
  return select(0.0, bias[at], p.hasBias == 1u && o < p.outputs);
}`,
  body: /* wgsl */ `
  let channels = (p.inputs + 3u) / 4u;
  let size = p.q * (1u + p.kh * channels * p.kw * 4u);
  // Divisions are dear on a software adapter: one for each axis, the rest by multiplication.
  let block = lane / size;
  let share = (p.firstBlock + block) / p.groupBlocks;
  let first = (p.firstBlock + block - share * p.groupBlocks) * p.q * 4u;
  var rest = lane - block * size;
  if (rest < p.q) {
    let o = first + rest * 4u;
    packed[lane] = vec4f(
      biasAt(share, o), biasAt(share, o + 1u), biasAt(share, o + 2u), biasAt(share, o + 3u),
    );
    return;
  }
  rest -= p.q;
  let channel = rest & 3u;
  rest >>= 2u;
  let column = rest / p.q;
  let q = rest - column * p.q;
  let row = column / p.kw;
  let kx = column - row * p.kw;
  let ky = row / channels;
  let c = (row - ky * channels) * 4u + channel;
  let o = first + q * 4u;
  let tap = ky * p.kw + kx;
  packed[lane] = vec4f(
    weightAt(share, o, c, tap), weightAt(share, o + 1u, c, tap),
    weightAt(share, o + 2u, c, tap), weightAt(share, o + 3u, c, tap),
  );`,
});
