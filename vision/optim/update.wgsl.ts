import {
  type Binding,
  constants,
  defineLaneKernel,
  read,
  uniform,
  write,
} from "../kernel/kernel.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { UniformFields } from "../kernel/uniforms.ts";

/** What changes from step to step. */
export const STEP = { rate: "f32" } as const;

/** A kernel whose bindings and params depend on the number of parameters it updates. */
export type UpdateKernel = Kernel<Readonly<Record<string, Binding>>, UniformFields>;

/** What an update is made of. */
interface UpdateSource {
  /** As profiles show it. */
  readonly name: string;
  /** What is kept for each parameter. */
  readonly states: readonly string[];
  /** Values that are fixed when a step is recorded. */
  readonly params: UniformFields;
  /**
   * The update, in WGSL. In scope: `g` (the gradient, clipped), `w` (the weight), the states by name,
   * `decay` and `l1` (0 while they are off), `rate`, `p`, `corrections`, the factors that undo the start of
   * moving averages at 0, and `first`, whether it is the first step where steps are counted. It assigns the new values to `w` and the states.
   */
  readonly body: string;
}

/**
 * Makes the kernel that updates `count` parameters at once, one lane a `vec4`: lanes are numbered
 * through the parameters, `end0`, `end1`, ... say where each ends. Three reads and two writes for each
 * number with one state, and one of each more for each more state.
 *
 * @param factored Whether clipping, switched decay and corrections are read from `factors` (see
 *   `factorsKernel`), or there are none.
 */
function updateKernel(
  { name, states, params, body }: UpdateSource,
  count: number,
  factored: boolean,
): UpdateKernel {
  const each = Array.from({ length: count }, (_, i) => i);
  const bindings: Record<string, Binding> = {};
  for (const i of each) {
    bindings[`gradient${i}`] = read("vec4f");
    bindings[`weight${i}`] = write("vec4f");
    for (const state of states) bindings[`${state}${i}`] = write("vec4f");
  }
  bindings.step = uniform(STEP);
  if (factored) bindings.factors = constants("vec4f", 2);
  const ends = Object.fromEntries(each.map((i) => [`end${i}`, "u32" as const]));
  const own: UniformFields = factored ? { clipValue: "f32" } : { weightDecay: "f32", l1: "f32" };
  const fields = states.map((state) => `  ${state}: vec4f,`).join("\n");
  const stateParameters = states.map((state) => `, ${state}_before: vec4f`).join("");
  const branches = each.map((i) => {
    const from = i === 0 ? "lane" : `lane - p.end${i - 1}`;
    const given = states.map((state) => `, ${state}${i}[i]`).join("");
    const kept = states.map((state) => `    ${state}${i}[i] = after.${state};`).join("\n");
    return `if (lane < p.end${i}) {
    let i = ${from};
    let after = updated(gradient${i}[i], weight${i}[i]${given});
    weight${i}[i] = after.weight;
${kept}
  }`;
  });
  return defineLaneKernel({
    name,
    bindings,
    params: { ...ends, ...own, ...params },
    functions: `struct After {
  weight: vec4f,
${fields}
}
fn updated(gradient: vec4f, weight: vec4f${stateParameters}) -> After {
  let rate = step.rate;
  var g = gradient;
  var w = weight;
${states.map((state) => `  var ${state} = ${state}_before;`).join("\n")}
${
      factored
        ? `  let decay = factors[0].y;
  let l1 = factors[0].z;
  let corrections = factors[1].xy;
  let first = factors[1].z == 1.0;
  g *= factors[0].x;
  if (p.clipValue > 0.0) { g = clamp(g, vec4f(-p.clipValue), vec4f(p.clipValue)); }`
        : `  let decay = p.weightDecay;
  let l1 = p.l1;
  let first = false;`
    }
${body}
  return After(w${states.map((state) => `, ${state}`).join("")});
}`,
    body: `  ${branches.join(" else ")}`,
  }) as unknown as UpdateKernel;
}

/** Makes each kernel of one source once. */
export function updateKernels(
  source: UpdateSource,
): (count: number, factored: boolean) => UpdateKernel {
  const made = new Map<string, UpdateKernel>();
  return (count, factored) => {
    const key = `${count} ${factored}`;
    let kernel = made.get(key);
    if (!kernel) made.set(key, kernel = updateKernel(source, count, factored));
    return kernel;
  };
}
