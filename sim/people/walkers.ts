import { Footfalls, type HeightAt } from "../articulation/footfalls.ts";
import { type StateHash } from "../state_hash.ts";
import { emptyGait, type Gait, gaitAt, swingOf, TOE_OUT } from "./gait.ts";
import { type Measures } from "./skeleton.ts";

/** Feet further than this from where they stand at ease take a step, metres and radians. */
const UNEASY = 0.12;
const TWISTED = 0.45;
/** Feet further than this to the side of where they walk hasten, metres. */
const ASIDE = 0.2;
/** Steps on the spot: cycles a second. */
const SHUFFLE = 0.85;
const STANDING = 0.06;

/**
 * How many bodies walk: where they are, how fast, at which phase of the gait, and where their feet
 * are. Whoever decides where they go moves them; posture is drawn from here.
 */
export class Walkers {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Height of the ground that carries the body, without the jumps of kerbs, metres. */
  readonly z: Float64Array;
  readonly yaw: Float64Array;
  /** m/s, forwards; smoothed. */
  readonly speed: Float64Array;
  /** Of the gait: 0 as the left foot touches the ground, 0.5 as the right one does. */
  readonly phase: Float64Array;
  /** Left and right foot of each. */
  readonly feet: Footfalls;
  readonly #measures: readonly Measures[];
  readonly #heightAt: HeightAt;
  readonly #gait = emptyGait();

  constructor(measures: readonly Measures[], heightAt: HeightAt) {
    const count = measures.length;
    this.count = count;
    this.x = new Float64Array(count);
    this.y = new Float64Array(count);
    this.z = new Float64Array(count);
    this.yaw = new Float64Array(count);
    this.speed = new Float64Array(count);
    this.phase = new Float64Array(count);
    this.feet = new Footfalls(count, 2);
    this.#measures = measures;
    this.#heightAt = heightAt;
  }

  /** Puts a body somewhere, standing. */
  place(i: number, x: number, y: number, yaw: number, phase = 0.05): void {
    this.x[i] = x;
    this.y[i] = y;
    this.z[i] = this.#heightAt(x, y);
    this.yaw[i] = yaw;
    this.speed[i] = 0;
    this.phase[i] = phase;
    const { side } = gaitAt(0, this.#measures[i]!, this.#gait);
    const body = { x, y, yaw };
    this.feet.plantBeside(2 * i, body, 0, side, TOE_OUT, this.#heightAt);
    this.feet.plantBeside(2 * i + 1, body, 0, -side, -TOE_OUT, this.#heightAt);
  }

  /** Moves a body to a place, as it goes at a speed, and its legs after it. */
  step(i: number, dt: number, x: number, y: number, yaw: number, speed: number): void {
    const measures = this.#measures[i]!;
    this.x[i] = x;
    this.y[i] = y;
    this.yaw[i] = yaw;
    this.speed[i]! += (speed - this.speed[i]!) * Math.min(1, dt / 0.15);
    const gait = gaitAt(this.speed[i]!, measures, this.#gait);
    const { x: fx, y: fy, z: fz, swing } = this.feet;
    const [left, right] = [2 * i, 2 * i + 1];
    const body = { x, y, yaw };
    if (this.speed[i]! > STANDING || swing[left]! >= 0 || swing[right]! >= 0) {
      this.#advance(i, dt * gait.cadence * this.#haste(i, body, gait));
    } else if (
      this.#isUneasy(left, body, gait.side, 1) || this.#isUneasy(right, body, gait.side, -1)
    ) {
      this.#advance(i, dt * SHUFFLE * this.#haste(i, body, gait));
    }
    for (const side of [1, -1] as const) {
      const phase = side > 0 ? this.phase[i]! : (this.phase[i]! + 0.5) % 1;
      const share = phase < gait.duty ? -1 : (phase - gait.duty) / (1 - gait.duty);
      this.feet.move(side > 0 ? left : right, share, body, swingOf(gait, side), this.#heightAt);
    }
    // The body follows its feet up a kerb, not the ground under its middle.
    const ground = (fz[left]! + fz[right]!) / 2;
    const apart = Math.hypot(fx[left]! - fx[right]!, fy[left]! - fy[right]!);
    const settle = 1 - Math.exp(-dt * (4 + 6 * Math.min(1.5, this.speed[i]!) / (0.4 + apart)));
    this.z[i]! += (ground - this.z[i]!) * settle;
  }

  /** Adds all that later steps depend on. */
  hashInto(hash: StateHash): void {
    for (const values of [this.x, this.y, this.z, this.yaw, this.speed, this.phase]) {
      hash.addAll(values);
    }
    this.feet.hashInto(hash);
  }

  #advance(i: number, cycles: number): void {
    this.phase[i] = (this.phase[i]! + cycles) % 1;
  }

  /**
   * How much faster or slower than usual the legs must go: a foot that lags behind where it should be
   * at this phase (who starts, or speeds up), or off to the side (who is pushed), hastens them.
   */
  #haste(
    i: number,
    { x, y, yaw }: { x: number; y: number; yaw: number },
    { duty, landing, liftOff, side: out }: Gait,
  ): number {
    const { feet } = this;
    const travel = Math.max(0.15, landing - liftOff);
    const cos = Math.cos(yaw), sin = Math.sin(yaw);
    let lag = 0, aside = 0;
    for (const side of [0, 1]) {
      const foot = 2 * i + side;
      if (feet.swing[foot]! >= 0) continue;
      const phase = (this.phase[i]! + 0.5 * side) % 1;
      const dx = feet.x[foot]! - x, dy = feet.y[foot]! - y;
      lag = Math.max(lag, landing - travel * phase / duty - (dx * cos + dy * sin));
      aside = Math.max(aside, Math.abs(dy * cos - dx * sin - (side === 0 ? out : -out)));
    }
    return 1 + Math.min(2, Math.max(0, 4 * (lag / travel - 0.04), (aside - ASIDE) / ASIDE));
  }

  #isUneasy(
    foot: number,
    { x, y, yaw }: { x: number; y: number; yaw: number },
    out: number,
    side: 1 | -1,
  ): boolean {
    const { feet } = this;
    const cos = Math.cos(yaw), sin = Math.sin(yaw);
    const dx = feet.x[foot]! - x, dy = feet.y[foot]! - y;
    const turn = feet.yaw[foot]! - yaw - side * TOE_OUT;
    return Math.hypot(dx * cos + dy * sin, dy * cos - dx * sin - side * out) > UNEASY ||
      Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn))) > TWISTED;
  }
}
