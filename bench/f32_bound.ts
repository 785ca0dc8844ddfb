import type { Device } from "../vision/device.ts";
import { defineLaneKernel, lanes, write } from "../vision/kernel/kernel.ts";
import { type Plan, record } from "../vision/kernel/plan.ts";

/** Sums that a lane keeps: independent, so that none waits for another, and few enough for registers. */
const SUMS = 12;
/** Multiply-adds of each sum between two tests of the loop. */
const UNROLLED = 4;

const sums = Array.from({ length: SUMS }, (_, i) => `s${i}`);
const step = sums.map((s) => `    ${s} = fma(${s}, scale, offset);`);

/** Multiply-adds and nothing else: one store at the end keeps them from being left out. */
const multiplyAdds = defineLaneKernel({
  name: "multiply-adds",
  bindings: { y: write("f32") },
  params: { steps: "u32", scale: "f32", offset: "f32" },
  body: `  let scale = p.scale;
  let offset = p.offset;
  let start = f32(lane) * 1e-6;
${sums.map((s, i) => `  var ${s} = start + ${i}.0;`).join("\n")}
  for (var i = 0u; i < p.steps; i++) {
${Array(UNROLLED).fill(step.join("\n")).join("\n")}
  }
  y[lane] = ${sums.join(" + ")};`,
});

/**
 * Work that is bound by f32 arithmetic alone, and how many operations it is (a multiply-add is two):
 * no kernel can be faster on that device than its rate.
 */
export function recordF32Bound(
  device: Device,
  { threads = 2 ** 18, steps = 128 } = {},
): { readonly plan: Plan; readonly flops: number } {
  const plan = record(device, () => {
    const y = device.empty([threads]);
    device.dispatch(multiplyAdds, {
      bindings: { y },
      params: { lanes: threads, steps, scale: 0.999, offset: 0.001 },
      workgroups: lanes(threads),
    });
    return y;
  });
  return { plan, flops: 2 * threads * steps * UNROLLED * SUMS };
}
