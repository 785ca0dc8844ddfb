import { FINISH } from "../finish.ts";
import { type ShapeMaker } from "../mod.ts";
import { Shape } from "../shape.ts";
import { addBox, addDisc } from "./solids.ts";

/** Radius of a lens of a signal head, metres. */
export const LENS_RADIUS = 0.14;

const SIDES = [14, 8, 5] as const;

function lens(part: number): ShapeMaker {
  return (level) => {
    const shape = new Shape();
    addDisc(shape, [0, 0, 0], LENS_RADIUS, SIDES[level], part);
    return shape;
  };
}

/** Somebody who stands, or walks, seen from the front or the side: a figure on a dark pane. */
function figure(part: number, walks: boolean): ShapeMaker {
  return (level) => {
    const shape = new Shape();
    if (level === 2) {
      addDisc(shape, [0, 0, 0], 0.09, 5, part);
      return shape;
    }
    addDisc(shape, [0, 0, 0.075], 0.022, 7, part);
    addBox(shape, [0, 0, 0.01], [0.002, 0.022, 0.04], part);
    const stride = walks ? 0.032 : 0.012;
    for (const side of [-1, 1]) {
      addBox(shape, [0, side * stride, -0.06], [0.002, 0.01, 0.04], part);
      addBox(shape, [0, side * (walks ? 0.042 : 0.034), 0.012], [0.002, 0.008, 0.03], part);
    }
    return shape;
  };
}

/** Lamps of signals; each faces x. */
export const SIGNAL_LAMPS: Readonly<Record<string, ShapeMaker>> = {
  signal_red: lens(FINISH.red),
  signal_amber: lens(FINISH.amber),
  signal_green: lens(FINISH.green),
  signal_stand: figure(FINISH.red, false),
  signal_walk: figure(FINISH.green, true),
};
