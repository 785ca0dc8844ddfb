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
 * @see Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts".
 */
export function cosine(rate: number, steps: number, floor = 0): Schedule {
  return (step) => {
    const done = step <= 0 ? 0 : step >= steps ? 1 : step / steps;
    return floor + (rate - floor) * (1 + Math.cos(Math.PI * done)) / 2;
  };
}

/**
 * A linear rise from `1 / steps` of the schedule's rate, then the schedule, begun at its step 0.
 *
 * @see Goyal et al. 2017, "Accurate, Large Minibatch SGD", section 2.2.
 */
export function warmUp(steps: number, schedule: Schedule): Schedule {
  return (step) => step < steps ? schedule(0) * (step + 1) / steps : schedule(step - steps);
}
