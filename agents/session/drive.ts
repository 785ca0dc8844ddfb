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
 * camera frame, reset. When an episode ends the next seed's world begins. A paused run that is
 * reset drives one camera period, or nobody would see the new world.
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
  /** Whether the last frame was shown as that of a paused run. */
  #shownPaused = false;

  /** @param onFrame Called once after each camera period, and once when a pause takes hold. */
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
    if (command.type === "resume") {
      this.#paused = false;
      this.#steps = 0;
    }
    if (command.type === "step") {
      this.#paused = true;
      this.#steps++;
    }
    if (command.type === "reset") {
      this.#reset = command.seed;
      // Steps that were asked for in the world that goes away go with it.
      this.#steps = 0;
    }
    this.#wake?.();
  }

  /** Lets {@link run} return after the camera period under way. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  /** Drives until stopped, or until `seconds` of simulated time have been driven in all. */
  async run(seconds = Infinity): Promise<void> {
    const enough = seconds * (1 - 1e-9);
    let driven = 0;
    this.#dropAnchor();
    while (!this.#stopped && driven < enough) {
      if (this.#reset !== null) {
        this.#restart(this.#reset);
        this.#reset = null;
        if (this.#paused && this.#steps === 0) this.#steps = 1;
      }
      if (this.#paused && this.#steps === 0) {
        if (!this.#shownPaused) this.#show();
        await this.#nextCommand();
        this.#dropAnchor();
        continue;
      }
      if (this.#session.over) {
        if (this.#steps === 0 && await this.#interrupted(CURTAIN_SECONDS)) continue;
        this.#restart((this.#session.seed + 1) >>> 0);
      }
      if (this.#steps > 0) this.#steps--;
      const before = this.#session.simSeconds;
      await this.#session.advance();
      driven += this.#session.simSeconds - before;
      this.#show();
      await this.#keepPace();
    }
  }

  #restart(seed: number): void {
    this.#session.reset(seed);
    this.#dropAnchor();
  }

  #show(): void {
    this.#shownPaused = this.#paused;
    this.#onFrame();
  }

  /** Waits until the wall clock has caught up; a run that lags does not rush afterwards. */
  async #keepPace(): Promise<void> {
    const ahead = (this.#session.simSeconds - this.#anchor.sim) -
      (this.#clock.now() - this.#anchor.wall);
    if (ahead > 0) {
      await this.#interrupted(ahead);
      return;
    }
    if (ahead < -0.25) this.#dropAnchor();
    // A run that lags must still let messages in.
    await this.#clock.sleep(0);
  }

  #dropAnchor(): void {
    this.#anchor = { wall: this.#clock.now(), sim: this.#session.simSeconds };
  }

  /** Sleeps, unless a command or a stop comes first: true if one did. */
  #interrupted(seconds: number): Promise<boolean> {
    return Promise.race([
      this.#clock.sleep(seconds).then(() => false),
      this.#nextCommand().then(() => true),
    ]);
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
