import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

const SIZES = {
  plane: "u32",
  groups: "u32",
  channels: "u32",
  before: "i32",
  after: "i32",
} as const;

/**
 * For each of the four channels of `lane` the sum of `term` over the channels from `before` before it to
 * `after` after it. Each group of four is loaded once.
 */
const around = (term: string) =>
  `  let quad = lane / p.plane % p.groups;
  let base = lane - quad * p.plane;
  let mine = 4 * i32(quad);
  let last = min(mine + 3 + p.after, i32(p.channels) - 1) / 4;
  var sum = vec4f(0.0);
  for (var g = max(0, mine - p.before) / 4; g <= last; g++) {
    let at = base + u32(g) * p.plane;
    let term = ${term};
    for (var k = 0; k < 4; k++) {
      let distance = vec4i(0, 1, 2, 3) + 4 * g - mine - k;
      let near = (distance >= vec4i(-p.before)) & (distance <= vec4i(p.after));
      sum[k] += dot(term, select(vec4f(0.0), vec4f(1.0), near));
    }
  }`;

/**
 * `s = bias + alpha sum x^2`, `y = x s^-beta`, one lane four channels of a pixel. Memory: a read of each
 * group within reach, two writes.
 */
export const responseKernel = defineLaneKernel({
  name: "local response norm",
  bindings: { x: read("vec4f"), scale: write("vec4f"), y: write("vec4f") },
  params: { ...SIZES, alpha: "f32", beta: "f32", bias: "f32" },
  body: `${around("x[at] * x[at]")}
  let s = p.bias + p.alpha * sum;
  scale[lane] = s;
  y[lane] = x[lane] * pow(s, vec4f(-p.beta));`,
});

/** `dx = dy s^-beta - 2 alpha beta x sum(dy y / s)`; the spare channels of `x` and `dy` are 0. */
export const responseGradientKernel = defineLaneKernel({
  name: "local response norm gradient",
  bindings: {
    x: read("vec4f"),
    y: read("vec4f"),
    scale: read("vec4f"),
    dy: read("vec4f"),
    dx: write("vec4f"),
  },
  params: { ...SIZES, alpha: "f32", beta: "f32" },
  body: `${around("dy[at] * y[at] / scale[at]")}
  dx[lane] = dy[lane] * pow(scale[lane], vec4f(-p.beta)) - 2.0 * p.alpha * p.beta * x[lane] * sum;`,
});
