import { defineLaneKernel, type Kernel, read, write } from "../../kernel/kernel.ts";
import type { UniformFields } from "../../kernel/uniforms.ts";

/** Names `x0`, `x1`, ... of `count` inputs. */
const inputs = (count: number) => Array.from({ length: count }, (_, i) => `x${i}`);

/**
 * Channels of `count` images one after another, one lane an output pixel of four channels. An input
 * that begins at a multiple of four channels is loaded as it is (its spare channels are zero, so
 * parts of one `vec4` add up); any other channel by channel. Input `i` holds the channels
 * `[start_i, end_i)` of the output.
 */
export function concatChannels(count: number): Kernel {
  const names = inputs(count);
  const bindings = Object.fromEntries(names.map((name) => [name, read("vec4f")]));
  const params: UniformFields = Object.fromEntries([
    ["plane", "u32"],
    ["groups", "u32"],
    ...names.flatMap((name) => [[`${name}_start`, "u32"], [`${name}_end`, "u32"]]),
  ]);
  const parts = names.map((x) => `
  if (p.${x}_start < first + 4u && p.${x}_end > first) {
    let image = n * ((p.${x}_end - p.${x}_start + 3u) / 4u);
    if (p.${x}_start % 4u == 0u) {
      value += ${x}[(image + (first - p.${x}_start) / 4u) * p.plane + pixel];
    } else {
      for (var l = 0u; l < 4u; l++) {
        let channel = first + l;
        if (channel >= p.${x}_start && channel < p.${x}_end) {
          let own = channel - p.${x}_start;
          value[l] = ${x}[(image + own / 4u) * p.plane + pixel][own % 4u];
        }
      }
    }
  }`);
  return defineLaneKernel({
    name: `concat of ${count}`,
    bindings: { ...bindings, y: write("vec4f") },
    params,
    body: `  let pixel = lane % p.plane;
  let first = (lane / p.plane) % p.groups * 4u;
  let n = lane / p.plane / p.groups;
  var value = vec4f(0.0);${parts.join("")}
  y[lane] = value;`,
  }) as Kernel;
}

/** The unit that memory is moved in: one number, or four. */
type Unit = "f32" | "vec4f";

/**
 * Memory end to end: each row of the result is one run of every input, `end_i` counts units from the
 * row's beginning. One lane a unit and one division a lane, which on a software adapter is half of what
 * a copy costs.
 */
export function joinRuns(count: number, unit: Unit): Kernel {
  return runs(count, unit, "join");
}

/** The gradient of {@link joinRuns}, of all inputs at once: one lane a unit of the result. */
export function splitRuns(count: number, unit: Unit): Kernel {
  return runs(count, unit, "split");
}

function runs(count: number, unit: Unit, way: "join" | "split"): Kernel {
  const join = way === "join";
  const names = inputs(count);
  const access = join ? read(unit) : write(unit);
  const bindings = Object.fromEntries(names.map((name) => [name, access]));
  const params: UniformFields = Object.fromEntries(names.map((name) => [`${name}_end`, "u32"]));
  const parts = names.map((x, i) => {
    const start = i === 0 ? "0u" : `p.x${i - 1}_end`;
    const part = `${x}[row * (p.${x}_end - ${start}) + at - ${start}]`;
    return `if (at < p.${x}_end) { ${join ? `y[lane] = ${part}` : `${part} = y[lane]`}; }`;
  });
  return defineLaneKernel({
    name: `${way} ${count} runs of ${unit}`,
    bindings: { ...bindings, y: join ? write(unit) : read(unit) },
    params,
    body: `  let row = lane / p.x${count - 1}_end;
  let at = lane - row * p.x${count - 1}_end;
  ${parts.join(" else ")}`,
  }) as Kernel;
}

/**
 * The gradient of one input of {@link joinRuns}: of each row `size` units, `start` after the row's
 * beginning.
 */
function takeRunOf(unit: Unit) {
  return defineLaneKernel({
    name: `take runs of ${unit}`,
    bindings: { x: read(unit), y: write(unit) },
    params: { start: "u32", size: "u32", sourceSize: "u32" },
    body: `  let row = lane / p.size;
  y[lane] = x[row * (p.sourceSize - p.size) + p.start + lane];`,
  });
}

/** See {@link takeRunOf}, by unit. */
export const takeRun = { f32: takeRunOf("f32"), vec4f: takeRunOf("vec4f") } as const;

/**
 * The channels `[start, start + channels)` of an image, one lane an output pixel of four channels:
 * the gradient of one input of a concatenation.
 */
export const sliceChannels = defineLaneKernel({
  name: "channel slice",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: { plane: "u32", start: "u32", channels: "u32", groups: "u32", sourceGroups: "u32" },
  body: `  let pixel = lane % p.plane;
  let first = (lane / p.plane) % p.groups * 4u;
  let image = lane / p.plane / p.groups * p.sourceGroups;
  var value = vec4f(0.0);
  if (p.start % 4u == 0u && first + 4u <= p.channels) {
    value = x[(image + (p.start + first) / 4u) * p.plane + pixel];
  } else {
    for (var l = 0u; l < 4u; l++) {
      let channel = p.start + first + l;
      if (first + l < p.channels) {
        value[l] = x[(image + channel / 4u) * p.plane + pixel][channel % 4u];
      }
    }
  }
  y[lane] = value;`,
});
