import { wrapAngle } from "../pose.ts";
import { chooseWay, Discs, type Seeker } from "../people/steering.ts";
import { type Strangers } from "../people/strangers.ts";
import { randomStream } from "../random.ts";
import { type StateHash } from "../state_hash.ts";
import { type AnimalBody } from "./animal_body.ts";
import { type Quadrupeds } from "./quadruped.ts";
import { type Species } from "./species.ts";

/** A disc that a herd never leaves, metres. */
export interface Home {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** What an animal does. */
export const MODE = { graze: 0, wander: 1, look: 2, flee: 3 } as const;

/** Seconds between two decisions. */
const THINK = 0.15;
/** Quicker than this, m/s, something is a vehicle on its way, and is heeded from afar. */
const MOVING = 0.3;

/** Whose minds they are, and where they live. */
export interface MindOptions {
  readonly seed: number;
  readonly species: Species;
  readonly home: Home;
  readonly animals: Quadrupeds;
  readonly bodies: readonly AnimalBody[];
  /** Whatever else moves near. */
  readonly strangers: Strangers;
  readonly isFree: (x: number, y: number) => boolean;
}

/** What each of a herd does, and where it would go and how fast. */
export class HerdMinds {
  readonly mode: Uint8Array;
  /** The heading that it has chosen, and the speed, m/s. */
  readonly heading: Float64Array;
  readonly wanted: Float64Array;
  /** Seconds left in the mode. */
  readonly #left: Float64Array;
  readonly #goalX: Float64Array;
  readonly #goalY: Float64Array;
  readonly #thinkIn: Float64Array;
  readonly #draws: Int32Array;
  readonly #seed: number;
  readonly #species: Species;
  readonly #home: Home;
  readonly #animals: Quadrupeds;
  readonly #bodies: readonly AnimalBody[];
  readonly #strangers: Strangers;
  readonly #isFree: (x: number, y: number) => boolean;
  readonly #discs = new Discs();
  readonly #seeker: Seeker;
  readonly #way = { heading: 0, speed: 0 };
  #time = 0;

  constructor({ seed, species, home, animals, bodies, strangers, isFree }: MindOptions) {
    const { count } = animals;
    this.#seed = seed;
    this.#species = species;
    this.#home = home;
    this.#animals = animals;
    this.#bodies = bodies;
    this.#strangers = strangers;
    this.#isFree = isFree;
    this.mode = new Uint8Array(count);
    this.heading = new Float64Array(count);
    this.wanted = new Float64Array(count);
    this.#left = new Float64Array(count);
    this.#goalX = new Float64Array(count);
    this.#goalY = new Float64Array(count);
    this.#thinkIn = Float64Array.from({ length: count }, (_, i) => THINK * (i % 5) / 5);
    this.#draws = new Int32Array(count);
    this.#seeker = {
      x: 0,
      y: 0,
      radius: 0,
      pace: 0,
      heading: 0,
      along: 0,
      leftRoom: Infinity,
      rightRoom: Infinity,
      isFree,
      probe: 2.2,
    };
  }

  /** Begins as it was put somewhere: it looks or grazes for a while. */
  settle(i: number, seconds: number): void {
    const { x, y, yaw } = this.#animals;
    this.heading[i] = yaw[i]!;
    this.#goalX[i] = x[i]!;
    this.#goalY[i] = y[i]!;
    this.#set(i, i % 3 === 0 ? MODE.look : MODE.graze, seconds);
  }

  /** Time goes on by `dt` seconds, to `time`; now and then one decides anew. */
  step(i: number, dt: number, time: number): void {
    this.#time = time;
    this.#left[i]! -= dt;
    this.#thinkIn[i]! -= dt;
    if (this.#thinkIn[i]! > 0) return;
    this.#thinkIn[i]! += THINK;
    this.#decide(i);
  }

  /** Adds all that later steps depend on. */
  hashInto(hash: StateHash): void {
    hash.addAll(this.mode).addAll(this.#left).addAll(this.#goalX).addAll(this.#goalY);
    hash.addAll(this.heading).addAll(this.wanted).addAll(this.#thinkIn);
    hash.addAll(this.#draws).add(this.#time);
  }

  #decide(i: number): void {
    const { x, y } = this.#animals;
    const { walkingSpeed, fleeingSpeed, rest } = this.#species;
    const away = this.#flight(i);
    const seeker = this.#seeker;
    if (away !== null) {
      this.#set(i, MODE.flee, 2.5);
      seeker.heading = away;
      seeker.pace = fleeingSpeed;
    } else {
      // Who has strayed soon goes back.
      if (this.mode[i] !== MODE.wander && this.#strays(i)) {
        this.#left[i] = Math.min(this.#left[i]!, 3);
      }
      if (this.#left[i]! <= 0) this.#changeMind(i, rest);
      const dx = this.#goalX[i]! - x[i]!, dy = this.#goalY[i]! - y[i]!;
      const far = Math.hypot(dx, dy);
      if (this.mode[i] === MODE.flee) {
        seeker.heading = this.heading[i]!;
        seeker.pace = 0.6 * fleeingSpeed;
      } else if (this.mode[i] === MODE.wander && far > 0.8) {
        seeker.heading = Math.atan2(dy, dx);
        seeker.pace = walkingSpeed * Math.min(1, 0.3 + far / 4);
      } else {
        // Now and then a grazing animal takes a step.
        const steps = this.mode[i] === MODE.graze && this.#left[i]! % 3.1 < 0.7;
        seeker.heading = this.heading[i]!;
        seeker.pace = steps ? 0.25 * walkingSpeed : 0;
        if (this.mode[i] === MODE.wander) this.#left[i] = 0;
      }
    }
    if (seeker.pace === 0) {
      this.wanted[i] = 0;
      return;
    }
    seeker.x = x[i]!;
    seeker.y = y[i]!;
    seeker.radius = this.#bodies[i]!.radius;
    seeker.probe = Math.max(2.2, 0.6 * seeker.pace);
    const way = chooseWay(seeker, this.#others(i), this.#way);
    const off = Math.abs(wrapAngle(way.heading - this.#animals.yaw[i]!));
    this.heading[i] = way.speed > 0.05 ? way.heading : way.heading + 2;
    this.wanted[i] = way.speed * Math.max(0.25, Math.cos(Math.min(1.4, off)));
  }

  /** The heading away from what has come too near; null where nothing has. */
  #flight(i: number): number | null {
    const { x, y } = this.#animals;
    const px = x[i]!, py = y[i]!;
    const { shyness, halfLength } = this.#species;
    const flees = this.mode[i] === MODE.flee;
    let awayX = 0, awayY = 0;
    this.#strangers.eachNear(px, py, 2 * shyness, (found) => {
      const speed = Math.hypot(found.vx, found.vy);
      const apart = Math.hypot(found.x - px, found.y - py);
      const heed = shyness * (speed > MOVING ? 1 : 0.45) * (flees ? 1.4 : 1);
      // Animals do not flee from animals of their own size that stand about.
      if (apart > heed || found.halfLength < 0.6 * halfLength) return;
      const weight = 1 / Math.max(0.5, apart) ** 2;
      awayX += weight * (px - found.x);
      awayY += weight * (py - found.y);
    });
    if (awayX === 0 && awayY === 0) return null;
    // At the edge of its home it turns aside, towards the middle.
    const { x: hx, y: hy, radius } = this.#home;
    const out = Math.hypot(px - hx, py - hy);
    if (out > 0.75 * radius) {
      const norm = Math.hypot(awayX, awayY);
      const inward = 1.4 * (out / radius - 0.75) / 0.25;
      awayX = awayX / norm + inward * (hx - px) / out;
      awayY = awayY / norm + inward * (hy - py) / out;
    }
    return Math.atan2(awayY, awayX);
  }

  #changeMind(i: number, rest: number): void {
    const what = this.#strays(i) ? 1 : this.#draw(i);
    if (what < 0.45) {
      this.#set(i, MODE.graze, rest * (0.5 + this.#draw(i)));
      return;
    }
    if (what < 0.6) {
      this.#set(i, MODE.look, 2 + 3 * this.#draw(i));
      return;
    }
    this.#set(i, MODE.wander, 20);
    const { x, y, count } = this.#animals;
    const { company } = this.#species;
    const { x: hx, y: hy, radius } = this.#home;
    let cx = hx, cy = hy, reach = 0.85 * radius;
    if (company < Infinity && count > 1) {
      cx = x.reduce((sum, value) => sum + value, 0) / count;
      cy = y.reduce((sum, value) => sum + value, 0) / count;
      // The herd as a whole drifts through its home.
      cx += 0.35 * (hx + radius * Math.sin(0.011 * this.#time + this.#seed % 7) - cx);
      cy += 0.35 * (hy + radius * Math.cos(0.007 * this.#time + this.#seed % 5) - cy);
      reach = company;
    }
    for (let tries = 0; tries < 12; tries++) {
      const angle = 2 * Math.PI * this.#draw(i);
      const out = reach * Math.sqrt(this.#draw(i));
      const gx = cx + out * Math.cos(angle), gy = cy + out * Math.sin(angle);
      if (!this.#isFree(gx, gy)) continue;
      this.#goalX[i] = gx;
      this.#goalY[i] = gy;
      return;
    }
    this.#set(i, MODE.graze, 4);
  }

  #strays(i: number): boolean {
    const { x, y, count } = this.#animals;
    const { company } = this.#species;
    if (company === Infinity || this.mode[i] === MODE.flee) return false;
    const cx = x.reduce((sum, value) => sum + value, 0) / count;
    const cy = y.reduce((sum, value) => sum + value, 0) / count;
    return Math.hypot(x[i]! - cx, y[i]! - cy) > 1.2 * company;
  }

  #others(i: number): Discs {
    const { x, y, yaw, speed, count } = this.#animals;
    const discs = this.#discs;
    discs.count = 0;
    for (let j = 0; j < count; j++) {
      if (j === i || Math.hypot(x[j]! - x[i]!, y[j]! - y[i]!) > 6) continue;
      const v = speed[j]!;
      const radius = this.#bodies[j]!.radius;
      discs.add(x[j]!, y[j]!, v * Math.cos(yaw[j]!), v * Math.sin(yaw[j]!), radius);
    }
    return discs;
  }

  #set(i: number, mode: number, seconds: number): void {
    this.mode[i] = mode;
    this.#left[i] = seconds;
  }

  #draw(i: number): number {
    return randomStream(this.#seed, `animals/choice/${i}/${this.#draws[i]!++}`)();
  }
}
