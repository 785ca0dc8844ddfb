import { type Contact } from "../physics/rigid_body.ts";
import { ROVER } from "./rover_design.ts";

/** The switch behind the front bumper: closed while something touches it and shortly after. */
export class Bumper {
  /** Seconds until the switch opens, if nothing touches it again. */
  remaining = 0;

  /** Whether the switch is closed. */
  get pressed(): boolean {
    return this.remaining > 0;
  }

  /** Takes the contacts of the last `dt` seconds; says whether this is a new hit. */
  feel(contacts: readonly Contact[], dt: number): boolean {
    const touched = contacts.some(({ x }) => x > ROVER.bumper.front);
    if (touched) {
      const fresh = !this.pressed;
      this.remaining = ROVER.bumper.hold;
      return fresh;
    }
    this.remaining = Math.max(0, this.remaining - dt);
    return false;
  }
}
