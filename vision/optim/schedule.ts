/** Learning rate of step `step` (0 is the first). Pure, so that a resumed run needs no state. */
export type Schedule = (step: number) => number;

/** The same rate for ever. */
export function constant(rate: number): Schedule {
  return () => rate;
}

/** `rate factor^floor(step / every)`: falls at once every so many steps. */
export function stepwise(rate: number, every: number, factor: number): Schedule {
  return (step) => rate * factor ** Math.floor(step / every);
}

/**
 * Half a cosine from `rate` at step 0 down to `floor` at step `steps` and after.
 *
 * @throws {RangeError} If `steps` is below 0 or `floor` is above `rate`.
 * @see Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts".
 */
export function cosine(rate: number, steps: number, floor = 0): Schedule {
  checkFall("cosine", rate, steps, floor);
  return (step) => {
    const done = step <= 0 ? 0 : step >= steps ? 1 : step / steps;
    return floor + (rate - floor) * (1 + Math.cos(Math.PI * done)) / 2;
  };
}

/** A straight line from `rate` at step 0 down to `floor` at step `steps` and after. */
export function linear(rate: number, steps: number, floor = 0): Schedule {
  checkFall("linear", rate, steps, floor);
  return (step) => step >= steps ? floor : rate + (floor - rate) * step / steps;
}

/** `rate factor^(step / every)`: falls by the same factor over every so many steps, smoothly. */
export function exponential(rate: number, every: number, factor: number): Schedule {
  return (step) => rate * factor ** (step / every);
}

/**
 * A table of rates: each holds for its number of steps, the last one for ever after.
 *
 * @throws {RangeError} If the table is empty.
 *
 * @example
 * ```ts
 * import { piecewise } from "./schedule.ts";
 * // The passes of LeNet-5 (LeCun et al. 1998), of 60,000 steps each.
 * const pass = 60_000;
 * const rate = piecewise([
 *   [5e-4, 2 * pass],
 *   [2e-4, 3 * pass],
 *   [1e-4, 3 * pass],
 *   [5e-5, 4 * pass],
 *   [1e-5, 8 * pass],
 * ]);
 * rate(3 * pass); // 2e-4
 * ```
 */
export function piecewise(table: readonly (readonly [rate: number, steps: number])[]): Schedule {
  const last = table.at(-1);
  if (!last) throw new RangeError("Cannot make a schedule of an empty table: want rates and steps");
  return (step) => {
    let end = 0;
    for (const [rate, steps] of table) {
      end += steps;
      if (step < end) return rate;
    }
    return last[0];
  };
}

/** `rate / (1 + decay step)^power`: falls ever more slowly (Robbins and Monro 1951 for `power` 1). */
export function inverseTime(rate: number, decay: number, power = 1): Schedule {
  return (step) => rate / (1 + decay * step) ** power;
}

/**
 * A linear rise from `1 / steps` of the schedule's rate, then the schedule, begun at its step 0.
 *
 * @see Goyal et al. 2017, "Accurate, Large Minibatch SGD", section 2.2.
 */
export function warmUp(steps: number, schedule: Schedule): Schedule {
  return (step) => step < steps ? schedule(0) * (step + 1) / steps : schedule(step - steps);
}

/** A fall upwards is a mistake in the order of the numbers. */
function checkFall(name: string, rate: number, steps: number, floor: number): void {
  if (steps >= 0 && floor <= rate) return;
  throw new RangeError(
    `Cannot make a ${name} schedule from ${rate} to ${floor} in ${steps} steps: want 0 steps or ` +
      "more and a floor of at most the rate",
  );
}
