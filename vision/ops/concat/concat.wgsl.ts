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
export function concatForward(count: number) {
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

/**
 * The same where every input begins at a multiple of four channels, so that each image of the output
 * is the images of the inputs end to end: `end_i` counts `vec4` from the image's beginning. One
 * division a lane, which on a software adapter is half of what a copy costs.
 */
export function alignedConcatForward(count: number) {
  const names = inputs(count);
  const bindings = Object.fromEntries(names.map((name) => [name, read("vec4f")]));
  const params: UniformFields = Object.fromEntries(names.map((name) => [`${name}_end`, "u32"]));
  const parts = names.map((x, i) => {
    const start = i === 0 ? "0u" : `p.x${i - 1}_end`;
    return `if (at < p.${x}_end) {
    y[lane] = ${x}[image * (p.${x}_end - ${start}) + at - ${start}];
  }`;
  });
  return defineLaneKernel({
    name: `aligned concat of ${count}`,
    bindings: { ...bindings, y: write("vec4f") },
    params,
    body: `  let image = lane / p.x${count - 1}_end;
  let at = lane - image * p.x${count - 1}_end;
  ${parts.join(" else ")}`,
  }) as Kernel;
}

/**
 * The gradient of one input of {@link alignedConcatForward}: `size` `vec4` of each image, `start`
 * after the image's beginning.
 */
export const alignedSlice = defineLaneKernel({
  name: "aligned channel slice",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: { start: "u32", size: "u32", sourceSize: "u32" },
  body: `  let image = lane / p.size;
  y[lane] = x[image * (p.sourceSize - p.size) + p.start + lane];`,
});

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
