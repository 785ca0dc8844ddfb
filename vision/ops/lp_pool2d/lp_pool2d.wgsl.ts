import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { isNan } from "../../kernel/nan.wgsl.ts";
import { eachTap, eachWindow, WINDOW, WINDOW_PARAMS } from "../window_geometry.wgsl.ts";

const PARAMS = { ...WINDOW_PARAMS, power: "f32" } as const;

/** `base^exponent` of bases in 0..1, 1 for an exponent of 0; NaN stays. */
const RAISED = `
fn raised(base: vec4f, exponent: f32) -> vec4f {
  let none = base == vec4f(0.0);
  let power = select(pow(select(base, vec4f(1.0), none), vec4f(exponent)), vec4f(0.0), none);
  return select(select(power, base, ${isNan("base")}), vec4f(1.0), exponent == 0.0);
}`;

/**
 * One lane an output pixel of four channels: two loads for each tap, for the largest and for the sum.
 * `energy` is for the power of 2, by far the usual one, and multiplies in place of raising.
 */
function norms(energy: boolean) {
  const ratio = "abs(x[at]) / unit";
  return defineLaneKernel({
    name: energy ? "lp_pool2d of power 2" : "lp_pool2d",
    bindings: { x: read("vec4f"), y: write("vec4f") },
    params: PARAMS,
    functions: RAISED,
    body: `${WINDOW}  var largest = vec4f(0.0);
${
      eachTap(`let size = abs(x[at]);
      largest = select(largest, size, (size > largest) | ${isNan("size")});`)
    }
  let unit = select(vec4f(1.0), largest, largest > vec4f(0.0));
  var sum = vec4f(0.0);
${
      eachTap(
        energy
          ? `let ratio = ${ratio};
      sum += ratio * ratio;`
          : `sum += raised(${ratio}, p.power);`,
      )
    }
  // The largest alone gives 1, so that the root is of a sum of at least 1 or of 0.
  let some = sum > vec4f(0.0);
  let root = ${energy ? "sqrt(sum)" : "pow(select(vec4f(1.0), sum, some), vec4f(1.0 / p.power))"};
  let norm = select(vec4f(0.0), unit * root, some);
  // Infinity and NaN are their own norms: nothing is relative to them.
  y[lane] = select(largest, norm, largest <= vec4f(3.4028234e38));`,
  });
}

/** One lane an input pixel of four channels: two loads for each window that covers it. */
function slopes(energy: boolean) {
  return defineLaneKernel({
    name: energy ? "lp_pool2d gradient of power 2" : "lp_pool2d gradient",
    bindings: { x: read("vec4f"), y: read("vec4f"), dy: read("vec4f"), dx: write("vec4f") },
    params: PARAMS,
    functions: RAISED,
    body: `  let value = x[lane];
  let size = abs(value);
  var sum = vec4f(0.0);
${
      eachWindow(`let norm = y[at];
      let unit = select(norm, vec4f(1.0), norm == vec4f(0.0));
      sum += dy[at] * ${energy ? "size / unit" : "raised(size / unit, p.power - 1.0)"};`)
    }
  dx[lane] = sign(value) * sum;`,
  });
}

/** See {@link norms}, for the power of 2 and for any. */
export const lpPoolForward = { energy: norms(true), any: norms(false) } as const;

/** See {@link slopes}, for the power of 2 and for any. */
export const lpPoolBackward = { energy: slopes(true), any: slopes(false) } as const;
