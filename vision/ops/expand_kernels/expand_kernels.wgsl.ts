import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/**
 * `dense[pair][tap] = kernels[slot[pair] - 1][tap]`, 0 where the slot is 0: one lane a number. Pairs are
 * numbered `output inputs + input`.
 */
export const expandForward = defineLaneKernel({
  name: "expand_kernels",
  bindings: { kernels: read("f32"), slots: read("u32"), dense: write("f32") },
  params: { taps: "u32" },
  body: `  let pair = lane / p.taps;
  let slot = slots[pair];
  let at = (max(slot, 1u) - 1u) * p.taps + lane - pair * p.taps;
  dense[lane] = select(0.0, kernels[at], slot > 0u);`,
});

/** `grad[kernel][tap] = dense[pairs[kernel]][tap]`: one lane a number. */
export const expandBackward = defineLaneKernel({
  name: "expand_kernels gradient",
  bindings: { dense: read("f32"), pairs: read("u32"), grad: write("f32") },
  params: { taps: "u32" },
  body: `  let kernel = lane / p.taps;
  grad[lane] = dense[pairs[kernel] * p.taps + lane - kernel * p.taps];`,
});
