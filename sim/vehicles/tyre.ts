/** Forces of a contact patch on the vehicle, newtons: along the wheel's heading and to its left. */
export interface PatchForce {
  longitudinal: number;
  lateral: number;
}

/** A tyre's numbers. */
export interface TyreDesign {
  /** Stiffness of the contact patch against shear along the wheel's heading, N/m. */
  readonly longitudinal: number;
  /** And across it, N/m: times `relaxation` it is the cornering stiffness, N/rad. */
  readonly lateral: number;
  /** Damping of its shear at rest, N s/m. */
  readonly damping: number;
  /** Rim speed at which half of that damping is left, m/s. */
  readonly dampingSpeed: number;
  /** Metres of rolling over which a patch forgets its shear. */
  readonly relaxation: number;
  /** How much of its friction a tyre loses when its load doubles. */
  readonly loadSensitivity: number;
}

/**
 * The contact patch of one tyre: a sheared elastic brush under Coulomb's limit.
 *
 * The patch shears by the slip between tyre and ground, `dz/dt = v_slip - |v_roll| z / relaxation`,
 * and answers with `F = -k z - c v_slip`, cut off at `friction * load`, where the shear stays at
 * what carries that force: the patch slides. It therefore holds a standing vehicle on a slope without
 * any creep, which no force that is a function of the slip velocity can. Rolling at a slip angle it
 * answers in proportion to it, by `k relaxation`. Both directions share one limit: the circle of
 * friction. After Dahl, "A solid friction model" (1968), with the relaxation of a rolling tyre.
 */
export class TyrePatch {
  /** Shear, metres, along the wheel's heading and to its left. */
  shearX = 0;
  shearY = 0;
  readonly #design: TyreDesign;

  constructor(design: TyreDesign) {
    this.#design = design;
  }

  /** Forgets its shear: the wheel is in the air. */
  lift(): void {
    this.shearX = this.shearY = 0;
  }

  /**
   * Advances by `dt` and writes the force to `out`.
   *
   * @param slipX,slipY Velocity of the tyre's surface over the ground, m/s.
   * @param roll Speed of the rim, m/s.
   * @param limit Largest force, `friction * load`, N.
   */
  advance(
    slipX: number,
    slipY: number,
    roll: number,
    limit: number,
    dt: number,
    out: PatchForce,
  ): PatchForce {
    const { longitudinal, lateral, relaxation, dampingSpeed } = this.#design;
    const damping = this.#design.damping / (1 + Math.abs(roll) / dampingSpeed);
    // Implicit in the relaxation: stable however fast the wheel spins.
    const keep = 1 / (1 + dt * Math.abs(roll) / relaxation);
    this.shearX = (this.shearX + slipX * dt) * keep;
    this.shearY = (this.shearY + slipY * dt) * keep;
    let fx = -longitudinal * this.shearX - damping * slipX;
    let fy = -lateral * this.shearY - damping * slipY;
    const force = Math.hypot(fx, fy);
    if (force > limit) {
      const cut = limit / force;
      fx *= cut;
      fy *= cut;
      this.shearX = -fx / longitudinal;
      this.shearY = -fy / lateral;
    }
    out.longitudinal = fx;
    out.lateral = fy;
    return out;
  }
}

/** Friction of a tyre under a load, as a share of its friction under the load that it is built for. */
export function loadShare({ loadSensitivity }: TyreDesign, load: number, usual: number): number {
  const share = 1 - loadSensitivity * (load / usual - 1);
  return share < 0.6 ? 0.6 : share;
}
