/** A wheel's suspension: spring, damper and bump stop, and the tyre's own springiness below them. */
export interface SuspensionDesign {
  /** Rate of the spring at the wheel, N/m. */
  readonly stiffness: number;
  /** Damping while it is compressed and while it rebounds, N s/m. */
  readonly bump: number;
  readonly rebound: number;
  /** Metres between full droop and the bump stop, and the stop's own rate, N/m. */
  readonly travel: number;
  readonly bumpStopStiffness: number;
  /** Vertical rate of the tyre, N/m; infinite for a rigid wheel. */
  readonly tyreStiffness: number;
}

/** The travel of spring and tyre together under a steady load, metres. */
export function sagOf(design: SuspensionDesign, load: number): number {
  return load / design.stiffness + load / design.tyreStiffness;
}

/**
 * One strut. With a rigid wheel, the spring's travel is what the ground leaves it. With a tyre, the
 * wheel stands between tyre and strut without any mass of its own: `k_t (c - x) = k x + d x'` for
 * the travel `x` of a strut whose body and ground are `c` nearer than where the tyre just touches.
 * Taken implicitly, so that the stiffest tyre and the hardest landing are stable, and a kerb's
 * edge reaches the body softened by the tyre.
 */
export class Strut {
  /** Travel of the spring from full droop, metres. */
  compression = 0;
  readonly #design: SuspensionDesign;

  constructor(design: SuspensionDesign) {
    this.#design = design;
  }

  /** Hangs at full droop. */
  reset(): void {
    this.compression = 0;
  }

  /**
   * Advances by `dt`; returns the force along the strut, N, or -1 where the wheel is in the air.
   *
   * @param closeness How much nearer body and ground are than where the tyre just touches, metres;
   * negative in the air.
   * @param closing Its rate, m/s.
   * @param push Force of the anti-roll bar on the wheel, N.
   */
  advance(closeness: number, closing: number, push: number, dt: number): number {
    const { stiffness, bump, rebound, travel, bumpStopStiffness, tyreStiffness } = this.#design;
    if (tyreStiffness === Infinity) {
      this.compression = Math.max(0, closeness);
      if (!(closeness > 0)) return -1;
      const beyond = Math.max(0, closeness - travel);
      return Math.max(0, stiffness * closeness + bump * closing + bumpStopStiffness * beyond);
    }
    const before = this.compression;
    const touching = closeness > before;
    const tyre = touching ? tyreStiffness : 0;
    const balance = tyre * (closeness - before) - stiffness * before - push;
    const damping = (balance > 0 ? bump : rebound) / dt;
    let after = (damping * before + tyre * closeness - push) / (damping + tyre + stiffness);
    if (after > travel) {
      after = (damping * before + tyre * closeness - push + bumpStopStiffness * travel) /
        (damping + tyre + stiffness + bumpStopStiffness);
    }
    this.compression = Math.max(0, after);
    return touching ? Math.max(0, tyre * (closeness - this.compression)) : -1;
  }
}
