import type { DriveCommand } from "../../sim/mod.ts";

/** What recovery is told every tick. */
export interface Contact {
  /** Whether the bumper is pressed. */
  readonly bumper: boolean;
  /** Of the wheels, m/s. */
  readonly speed: number;
  /** By the gyro, rad/s. */
  readonly yawRate: number;
  /** What was commanded last. */
  readonly commanded: DriveCommand;
  readonly gnss: ArrayLike<number>;
  /** Seconds since the last tick. */
  readonly dt: number;
}

/**
 * What went wrong: the bumper felt something, the wheels stand, they slip, the robot does not turn, or it turns
 * and gets nowhere.
 */
export type Trouble = "bumper" | "stuck" | "slip" | "held" | "baffled";

/** Metres backed off after a touch, and after one more soon after; and how long that may take, seconds. */
const BACK = 0.7;
const BACK_MORE = 1.4;
const SOON = 12;
const PATIENCE = 4;
const BACK_SPEED = -0.45;
/** Commanded to drive for so long while the wheels stand: stuck, although the bumper feels nothing. */
const STUCK_SECONDS = 2;
/** Likewise to turn on the spot, while the robot does not: something holds its flank. */
const TURNING = { commanded: 0.3, least: 0.06 } as const;
/** Whoever has not rolled so far in so long, although nothing holds it, does not know what to do: metres, seconds. */
const BAFFLED = { rolled: 0.8, seconds: 8 } as const;
/** Wheels that rolled this far must have moved the robot by more than GNSS errs, or they slip, metres. */
const SLIP = { rolled: 2.5, moved: 0.6 } as const;

/**
 * Backs off from what was run into. It says when something was touched, so that its place can be
 * remembered as an obstacle; where to go then is the planner's to say, which knows of it by now.
 */
export class Recovery {
  /** Metres still to back off. */
  #left = 0;
  #patience = 0;
  #sinceTouch = Infinity;
  #stuck = 0;
  #held = 0;
  /** Metres rolled and seconds gone by since it last got anywhere. */
  #rolled = 0;
  #idle = 0;
  #anchor: { x: number; y: number; rolled: number } | null = null;
  #pressed = false;

  reset(): void {
    this.#left =
      this.#patience =
      this.#stuck =
      this.#held =
      this.#rolled =
      this.#idle =
        0;
    this.#sinceTouch = Infinity;
    this.#anchor = null;
    this.#pressed = false;
  }

  /** Whether the robot is backing off. */
  get active(): boolean {
    return this.#left > 0;
  }

  /** Looks at the sensors; what it found, if anything. */
  notice(contact: Contact): Trouble | null {
    const { bumper, speed, yawRate, commanded, dt } = contact;
    this.#sinceTouch += dt;
    if (this.active) {
      this.#left -= Math.max(0, -speed) * dt;
      this.#patience -= dt;
      if (this.#patience <= 0) this.#left = 0;
    }
    const touched = bumper && !this.#pressed;
    this.#pressed = bumper;
    if (touched && commanded.linear >= 0) return this.#backOff("bumper");
    const pushing = commanded.linear > 0.15 && Math.abs(speed) < 0.05;
    const held = commanded.linear === 0 && Math.abs(commanded.angular) > TURNING.commanded &&
      Math.abs(yawRate) < TURNING.least;
    this.#held = held && !this.active ? this.#held + dt : 0;
    if (this.#held > STUCK_SECONDS) return this.#backOff("held");
    this.#stuck = pushing ? this.#stuck + dt : 0;
    if (this.#stuck > STUCK_SECONDS) return this.#backOff("stuck");
    if (this.#slips(contact)) return this.#backOff("slip");
    return this.#isBaffled(contact) ? this.#backOff("baffled") : null;
  }

  /** The command that backs off. */
  command(): DriveCommand {
    return { linear: BACK_SPEED, angular: 0 };
  }

  #backOff<T>(why: T): T {
    this.#left = this.#sinceTouch < SOON ? BACK_MORE : BACK;
    this.#patience = PATIENCE;
    this.#sinceTouch =
      this.#stuck =
      this.#held =
      this.#rolled =
      this.#idle =
        0;
    this.#anchor = null;
    return why;
  }

  #isBaffled({ speed, commanded, dt }: Contact): boolean {
    const wants = commanded.linear !== 0 || commanded.angular !== 0;
    this.#idle += wants ? dt : 0;
    // Forth and back leads nowhere.
    this.#rolled += speed * dt;
    if (Math.abs(this.#rolled) > BAFFLED.rolled) this.#rolled = this.#idle = 0;
    return this.#idle > BAFFLED.seconds;
  }

  #slips({ speed, gnss, dt }: Contact): boolean {
    const [x, y] = [gnss[0]!, gnss[1]!];
    // Turning and standing begin anew: only wheels that roll on one way must lead somewhere.
    if (!this.#anchor || speed < 0.1) {
      this.#anchor = { x, y, rolled: 0 };
      return false;
    }
    this.#anchor.rolled += speed * dt;
    if (this.#anchor.rolled < SLIP.rolled) return false;
    const moved = Math.hypot(x - this.#anchor.x, y - this.#anchor.y);
    this.#anchor = { x, y, rolled: 0 };
    return moved < SLIP.moved;
  }
}
