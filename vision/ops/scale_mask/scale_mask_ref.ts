import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";

type Inputs = readonly [Tensor, Tensor | null];

/** Whether each number of `x` is shown: the mask's axes are those of `x` counted from the last. */
function shown(x: RefArray, mask: RefArray | null): boolean[] {
  return Array.from(x.data, (_, at) => {
    if (!mask) return true;
    let rest = at;
    let index = 0;
    let step = 1;
    for (let back = 1; back <= mask.shape.length; back++) {
      const size = x.shape.at(-back)!;
      const own = mask.shape.at(-back)!;
      if (own > 1) index += rest % size * step;
      step *= own;
      rest = Math.floor(rest / size);
    }
    return mask.data[index] !== 0;
  });
}

/** Scaling and masking in f64; `hidden` stands where the mask is 0. */
export function scaleMaskReference(
  hidden: number,
): OpReference<Inputs, { readonly scale: number }> {
  const apply = (x: RefArray, mask: RefArray | null, scale: number, otherwise: number) => {
    const shows = shown(x, mask);
    return { shape: x.shape, data: x.data.map((v, i) => shows[i] ? scale * v : otherwise) };
  };
  return {
    forward: ([x, mask], { scale }) => apply(x, mask, scale, hidden),
    backward: (gradient, [, mask], { scale }) => [apply(gradient, mask, scale, 0), null],
  };
}
