import { type Contact } from "../physics/rigid_body.ts";

/** Where a vehicle's bumper is. */
export interface BumperDesign {
  /** What touches the body ahead of this x presses it; the whole body counts where it is `-Infinity`. */
  readonly front: number;
  /** Seconds that the switch stays closed after a touch, and that must pass before a new hit. */
  readonly hold: number;
}

/** The switch behind the bumper: closed while something touches it and shortly after. */
export class Bumper {
  /** Seconds until the switch opens, if nothing touches it again. */
  remaining = 0;
  /** Entity id of what touched it last; 0 before anything did. */
  entity = 0;
  readonly #design: BumperDesign;

  constructor(design: BumperDesign) {
    this.#design = design;
  }

  /** Whether the switch is closed. */
  get pressed(): boolean {
    return this.remaining > 0;
  }

  /** Takes the contacts of the last `dt` seconds; says whether this is a new hit. */
  feel(contacts: readonly Contact[], dt: number): boolean {
    const touch = contacts.find(({ x }) => x > this.#design.front);
    if (touch) {
      const fresh = !this.pressed;
      this.entity = touch.entity;
      this.remaining = this.#design.hold;
      return fresh;
    }
    this.remaining = Math.max(0, this.remaining - dt);
    return false;
  }
}
