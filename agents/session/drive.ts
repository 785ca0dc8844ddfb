import type { Command } from "./protocol.ts";

/** Wall time, handed in: nothing in a run may depend on it but its pace. */
export interface Clock {
  /** Seconds since any fixed moment. */
  now(): number;
  sleep(seconds: number): Promise<void>;
}

/** What a drive drives: a session, one camera period at a time. */
export interface Drivable {
  readonly simSeconds: number;
  readonly seed: number;
  /** Whether the episode has ended. */
  readonly over: boolean;
  /** Simulates until the next camera frame is labelled. */
  advance(): Promise<void>;
  reset(seed: number): void;
}

/** Seconds for which the end of an episode stays in view before the next world begins. */
const CURTAIN_SECONDS = 3;

/**
 * Runs a session at the pace of the wall clock and obeys commands: pause, resume, step by one
 * camera frame, reset. When an episode ends the next seed's world begins.
 */
export class Drive {
  #paused = false;
  #steps = 0;
  #reset: number | null = null;
  #stopped = false;
  #wake: (() => void) | null = null;
  readonly #session: Drivable;
  readonly #clock: Clock;
  readonly #onFrame: () => void;
  #anchor = { wall: 0, sim: 0 };

  /** @param onFrame Called after each camera period, and when a reset or a pause changed the state. */
  constructor(session: Drivable, clock: Clock, onFrame: () => void) {
    this.#session = session;
    this.#clock = clock;
    this.#onFrame = onFrame;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Takes a command; it is obeyed before the next camera period. */
  command(command: Command): void {
    if (command.type === "pause") this.#paused = true;
    if (command.type === "resume") this.#paused = false;
    if (command.type === "step") {
      this.#paused = true;
      this.#steps++;
    }
    if (command.type === "reset") this.#reset = command.seed;
    this.#wake?.();
  }

  /** Lets {@link run} return after the camera period under way. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  /** Drives until stopped, or until `seconds` of simulated time have been driven in all. */
  async run(seconds = Infinity): Promise<void> {
    let driven = 0;
    let curtain = 0;
    this.#dropAnchor();
    while (!this.#stopped && driven < seconds - 1e-9) {
      if (this.#reset !== null) {
        this.#session.reset(this.#reset);
        this.#reset = null;
        this.#dropAnchor();
        this.#onFrame();
      }
      if (this.#paused && this.#steps === 0) {
        this.#onFrame();
        await this.#nextCommand();
        this.#dropAnchor();
        continue;
      }
      if (this.#session.over) {
        if (curtain < CURTAIN_SECONDS && this.#steps === 0) {
          curtain += 0.1;
          await this.#sleep(0.1);
          continue;
        }
        this.#session.reset((this.#session.seed + 1) >>> 0);
        curtain = 0;
        this.#dropAnchor();
      }
      if (this.#steps > 0) this.#steps--;
      const before = this.#session.simSeconds;
      await this.#session.advance();
      driven += this.#session.simSeconds - before;
      this.#onFrame();
      await this.#keepPace();
    }
  }

  /** Waits until the wall clock has caught up; a run that lags does not rush afterwards. */
  async #keepPace(): Promise<void> {
    const ahead = (this.#session.simSeconds - this.#anchor.sim) -
      (this.#clock.now() - this.#anchor.wall);
    if (ahead > 0) await this.#sleep(ahead);
    else if (ahead < -0.25) this.#dropAnchor();
    // A run that lags must still let messages in.
    if (ahead <= 0) await this.#clock.sleep(0);
  }

  #dropAnchor(): void {
    this.#anchor = { wall: this.#clock.now(), sim: this.#session.simSeconds };
  }

  #sleep(seconds: number): Promise<void> {
    return Promise.race([this.#clock.sleep(seconds), this.#nextCommand()]);
  }

  #nextCommand(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }
}
