import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/**
 * Lays kernels `[o, c, kh, kw]` out as the sliding kernel streams them.
 *
 * `packed` holds first one `vec4` of bias for each four output channels, then, for each group of
 * `q` such `vec4`, in the order `[group][ky][c / 4][kx][q][channel of the four]`, a `vec4` over four
 * output channels. What one lane of the sliding kernel reads is so one straight run of memory
 * (flat layouts put rows kilobytes apart, which cost 30 % on the input gradient).
 * For the input gradient the roles of `o` and `c` are swapped by the strides; the kernel is not
 * flipped, the sliding kernel walks its taps backwards instead. Missing channels become zero, so
 * spare channels of the output stay zero.
 *
 * One lane a `vec4`: four scalar reads, one write; a few percent of a small layer's work.
 */
export const packKernel = defineLaneKernel({
  name: "conv2d_pack",
  bindings: { weight: read("f32"), bias: read("f32"), packed: write("vec4f") },
  params: {
    outputs: "u32",
    inputs: "u32",
    kh: "u32",
    kw: "u32",
    q: "u32",
    /** Distance in `weight` between neighbouring output and input channels. */
    outputStride: "u32",
    inputStride: "u32",
    biases: "u32",
    hasBias: "u32",
  },
  functions: /* wgsl */ `
fn weightAt(o: u32, c: u32, tap: u32) -> f32 {
  let at = min(o, p.outputs - 1u) * p.outputStride + min(c, p.inputs - 1u) * p.inputStride + tap;
  return select(0.0, weight[at], o < p.outputs && c < p.inputs);
}
fn biasAt(o: u32) -> f32 {
  let at = min(o, p.outputs - 1u) * p.hasBias;
  return select(0.0, bias[at], p.hasBias == 1u && o < p.outputs);
}`,
  body: /* wgsl */ `
  if (lane < p.biases) {
    let o = lane * 4u;
    packed[lane] = vec4f(biasAt(o), biasAt(o + 1u), biasAt(o + 2u), biasAt(o + 3u));
    return;
  }
  var rest = lane - p.biases;
  let channel = rest % 4u;
  rest /= 4u;
  let q = rest % p.q;
  rest /= p.q;
  let kx = rest % p.kw;
  rest /= p.kw;
  let channels = (p.inputs + 3u) / 4u;
  let c = (rest % channels) * 4u + channel;
  rest /= channels;
  let ky = rest % p.kh;
  let o = ((rest / p.kh) * p.q + q) * 4u;
  let tap = ky * p.kw + kx;
  packed[lane] = vec4f(
    weightAt(o, c, tap), weightAt(o + 1u, c, tap), weightAt(o + 2u, c, tap), weightAt(o + 3u, c, tap),
  );`,
});
