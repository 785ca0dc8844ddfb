/** How fast simulated time goes, in wall seconds: a sliding mean of the last dozen periods. */
export class Pace {
  readonly #period: number;
  #last = NaN;
  #factor = 0;

  /** @param period Simulated seconds from one call of `mark` to the next. */
  constructor(period: number) {
    this.#period = period;
  }

  /** Simulated over wall seconds; 0 until two periods have begun. */
  get factor(): number {
    return this.#factor;
  }

  /** A period begins, at that wall second. */
  mark(now: number): void {
    const factor = this.#period / (now - this.#last);
    this.#last = now;
    if (Number.isNaN(factor)) return;
    const share = this.#factor === 0 ? 1 : 0.1;
    this.#factor += share * (factor - this.#factor);
  }
}
