import { type BodyPlace, Footfalls, type HeightAt, type Swing } from "../articulation/footfalls.ts";
import { type Joint, Linkage, type Posture } from "../articulation/linkage.ts";
import { orientAlong, reach } from "../articulation/two_bone.ts";
import { type StateHash } from "../state_hash.ts";
import { emptyFourLegGait, type FourLegGait, fourLegGaitAt } from "./gaits.ts";
import { type Species } from "./species.ts";

/** Joints of a quadruped, in the order of its linkage; legs as in {@link FourLegGait}. */
export const BONES = {
  trunk: 0,
  neck: 1,
  head: 2,
  tail: 3,
  /** Upper, lower and cannon bone of each leg follow, and the hoof (without a bone). */
  legs: 4,
} as const;

/** A hoof that lags by more than this hastens the legs, share of the height of the hips. */
const LAG = 0.15;
/** The trunk sinks no further than this for a hoof that is far away, share of the height of the hips. */
const MOST_SUNK = 0.08;

const LEGS = ["left_hind", "left_fore", "right_hind", "right_fore"] as const;

/** The bones of one animal of a species, `scale` times its usual size. */
export function quadrupedLinkage(species: Species, scale: number): Linkage {
  const at = ([x, y, z]: readonly [number, number, number], side = 1) =>
    [scale * x, side * scale * y, scale * z] as const;
  const joints: Joint[] = [
    { name: "trunk", at: [0, 0, 0] },
    { name: "neck", parent: "trunk", at: at(species.neckBase) },
    { name: "head", parent: "neck", at: at([species.neckLength, 0, 0]) },
    { name: "tail", parent: "trunk", at: at(species.tailBase) },
  ];
  LEGS.forEach((leg, k) => {
    const [upper, lower, cannon] = k % 2 === 0 ? species.hind : species.fore;
    const root = at(k % 2 === 0 ? species.hip : species.shoulder, k < 2 ? 1 : -1);
    joints.push(
      { name: `${leg}_upper`, parent: "trunk", at: root },
      { name: `${leg}_lower`, parent: `${leg}_upper`, at: [0, 0, -scale * upper] },
      { name: `${leg}_cannon`, parent: `${leg}_lower`, at: [0, 0, -scale * lower] },
      { name: `${leg}_hoof`, parent: `${leg}_cannon`, at: [0, 0, -scale * cannon] },
    );
  });
  return new Linkage(joints);
}

/** How many quadrupeds of one species move: where they are, and their feet. */
export class Quadrupeds {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly yaw: Float64Array;
  readonly speed: Float64Array;
  /** Of the cycle: 0 as the left hind foot lands. */
  readonly phase: Float64Array;
  /** Height of the ground under hind and fore feet, smoothed, metres. */
  readonly hindZ: Float64Array;
  readonly foreZ: Float64Array;
  /** How neck and head are held, radians up from level. */
  readonly neck: Float64Array;
  readonly head: Float64Array;
  readonly feet: Footfalls;
  readonly #species: Species;
  readonly #scales: readonly number[];
  readonly #heightAt: HeightAt;
  readonly #gait = emptyFourLegGait();

  constructor(species: Species, scales: readonly number[], heightAt: HeightAt) {
    const count = scales.length;
    const zeros = () => new Float64Array(count);
    this.x = zeros();
    this.y = zeros();
    this.yaw = zeros();
    this.speed = zeros();
    this.phase = zeros();
    this.hindZ = zeros();
    this.foreZ = zeros();
    this.neck = zeros().fill(species.carriage.walk.neck);
    this.head = zeros().fill(species.carriage.walk.head);
    this.feet = new Footfalls(count, 4);
    this.#species = species;
    this.#scales = scales;
    this.#heightAt = heightAt;
  }

  get count(): number {
    return this.x.length;
  }

  /** Puts an animal somewhere, standing. */
  place(i: number, x: number, y: number, yaw: number): void {
    this.x[i] = x;
    this.y[i] = y;
    this.yaw[i] = yaw;
    const { hip, shoulder } = this.#species;
    const scale = this.#scales[i]!;
    for (let leg = 0; leg < 4; leg++) {
      const root = leg % 2 === 0 ? hip : shoulder;
      const side = leg < 2 ? 1 : -1;
      const body = { x, y, yaw };
      const foot = 4 * i + leg;
      this.feet.plantBeside(foot, body, scale * root[0], side * scale * root[1], 0, this.#heightAt);
    }
    this.hindZ[i] = (this.feet.z[4 * i]! + this.feet.z[4 * i + 2]!) / 2;
    this.foreZ[i] = (this.feet.z[4 * i + 1]! + this.feet.z[4 * i + 3]!) / 2;
  }

  /** Moves an animal to a place, as it goes at a speed, and its legs after it. */
  step(i: number, dt: number, x: number, y: number, yaw: number, speed: number): void {
    const species = this.#species;
    const scale = this.#scales[i]!;
    this.x[i] = x;
    this.y[i] = y;
    this.yaw[i] = yaw;
    this.speed[i]! += (speed - this.speed[i]!) * Math.min(1, dt / 0.12);
    const gait = this.gaitOf(i);
    const { feet } = this;
    const body = { x, y, yaw };
    if (this.speed[i]! > 0.05 || this.#isUneasy(i, body)) {
      const cadence = Math.max(gait.cadence, 0.6) * this.#haste(i, body, gait);
      this.phase[i] = (this.phase[i]! + dt * cadence) % 1;
    }
    for (let leg = 0; leg < 4; leg++) {
      const root = leg % 2 === 0 ? species.hip : species.shoulder;
      const phase = (this.phase[i]! - gait.offsets[leg]! + 2) % 1;
      const share = phase < gait.duty ? -1 : (phase - gait.duty) / (1 - gait.duty);
      const swing: Swing = {
        liftOff: scale * root[0] + gait.liftOff,
        landing: scale * root[0] + gait.landing,
        side: (leg < 2 ? 0.85 : -0.85) * scale * root[1],
        turnedOut: 0,
        toe: 0,
        progress: swung(gait.duty),
      };
      feet.move(4 * i + leg, share, body, swing, this.#heightAt);
    }
    const settle = 1 - Math.exp(-dt * (5 + 4 * this.speed[i]!));
    const hind = (feet.z[4 * i]! + feet.z[4 * i + 2]!) / 2;
    const fore = (feet.z[4 * i + 1]! + feet.z[4 * i + 3]!) / 2;
    this.hindZ[i]! += (hind - this.hindZ[i]!) * settle;
    this.foreZ[i]! += (fore - this.foreZ[i]!) * settle;
  }

  /** The gait of one of them now; the next call writes over it. */
  gaitOf(i: number): FourLegGait {
    const { hipHeight, hops } = this.#species;
    return fourLegGaitAt(this.speed[i]!, this.#scales[i]! * hipHeight, hops, this.#gait);
  }

  /** Writes the posture of one of them. */
  pose(i: number, posture: Posture, time: number): void {
    const species = this.#species;
    const scale = this.#scales[i]!;
    const gait = this.gaitOf(i);
    const yaw = this.yaw[i]!;
    const cycle = 2 * Math.PI * this.phase[i]!;
    const apart = scale * (species.shoulder[0] - species.hip[0]);
    const rocking = Math.max(0, gait.pace - 1) * 0.1 * Math.sin(cycle + 0.6) +
      (species.hops && this.speed[i]! > 0.2 ? 0.16 * Math.sin(cycle + 0.8) : 0);
    const pitch = Math.atan2(this.hindZ[i]! - this.foreZ[i]!, apart) - rocking;
    const bob = gait.lift * 0.25 * Math.min(1, gait.pace) * Math.cos(2 * cycle);
    const middle = (this.hindZ[i]! + this.foreZ[i]!) / 2;
    const wanted = middle + scale * species.hipHeight + bob;
    posture.placeRoot(this.x[i]!, this.y[i]!, wanted, yaw, pitch, 0);
    const z = wanted - this.#sunk(i, posture, scale);
    posture.placeRoot(this.x[i]!, this.y[i]!, z, yaw, pitch, 0);
    const nod = 0.04 * Math.min(1, this.speed[i]!) * Math.sin(2 * cycle) +
      0.02 * Math.sin(time + i);
    const glance = (this.neck[i]! > 0.3 ? 0.35 : 0.08) * Math.sin(0.5 * time + 2.4 * i);
    posture.turn(BONES.neck, 0.5 * glance, -this.neck[i]! - nod, 0);
    posture.turn(BONES.head, 0.5 * glance, this.neck[i]! - this.head[i]! + nod, 0);
    posture.turn(BONES.tail, 0.25 * Math.sin(2.3 * time + i), 0.5 * rocking - species.tail, 0);
    for (let leg = 0; leg < 4; leg++) this.#poseLeg(i, leg, posture, scale, gait);
  }

  /** Adds all that later steps depend on. */
  hashInto(hash: StateHash): void {
    const { x, y, yaw, speed, phase, hindZ, foreZ, neck, head } = this;
    for (const values of [x, y, yaw, speed, phase, hindZ, foreZ, neck, head]) hash.addAll(values);
    this.feet.hashInto(hash);
  }

  /** How far the trunk must sink for every foot on the ground to be reached. */
  #sunk(i: number, posture: Posture, scale: number): number {
    let sunk = 0;
    const { positions: p } = posture;
    for (let leg = 0; leg < 4; leg++) {
      const foot = 4 * i + leg;
      if (this.feet.swing[foot]! >= 0) continue;
      const [upper, lower, cannon] = leg % 2 === 0 ? this.#species.hind : this.#species.fore;
      const joint = BONES.legs + 4 * leg;
      posture.locate(joint);
      const flat = Math.hypot(
        p[3 * joint]! - this.feet.x[foot]!,
        p[3 * joint + 1]! - this.feet.y[foot]!,
      );
      const long = 0.985 * scale * (upper + lower + cannon);
      const high = Math.sqrt(Math.max(0.1 * long * long, long * long - flat * flat));
      sunk = Math.max(sunk, p[3 * joint + 2]! - this.feet.z[foot]! - high);
    }
    return Math.min(sunk, MOST_SUNK * scale * this.#species.hipHeight);
  }

  #poseLeg(i: number, leg: number, posture: Posture, scale: number, gait: FourLegGait): void {
    const hind = leg % 2 === 0;
    const bones = hind ? this.#species.hind : this.#species.fore;
    const cannon = scale * bones[2];
    const foot = 4 * i + leg;
    const joint = BONES.legs + 4 * leg;
    const { positions: p } = posture;
    posture.locate(joint);
    const yaw = this.yaw[i]!;
    const cos = Math.cos(yaw), sin = Math.sin(yaw);
    const share = this.feet.swing[foot]!;
    const up = share < 0 ? 0 : gait.lift * Math.sin(Math.PI * share);
    const fx = this.feet.x[foot]!, fy = this.feet.y[foot]!, fz = this.feet.z[foot]! + up;
    const ahead = (fx - p[3 * joint]!) * cos + (fy - p[3 * joint + 1]!) * sin;
    const below = Math.max(0.2 * cannon, p[3 * joint + 2]! - fz);
    // The cannon bone leans with the leg, and folds back as the foot is carried forwards.
    const fold = share < 0 ? 0 : (hind ? 0.7 : 1.3) * Math.sin(Math.PI * share) ** 2 *
      Math.min(1, 0.4 + gait.pace);
    const lean = 0.75 * Math.atan2(ahead, below) + (hind ? 0.12 : 0.02) - fold;
    // Its direction, down to the hoof.
    const dx = Math.sin(lean) * cos, dy = Math.sin(lean) * sin, dz = -Math.cos(lean);
    reach(
      posture,
      joint,
      joint + 1,
      joint + 2,
      hind ? 1 : -1,
      fx - cannon * dx,
      fy - cannon * dy,
      fz - cannon * dz,
      cos,
      sin,
      0,
    );
    // From where the joint really is to the hoof, so that the hoof stays where it stands.
    let hx = fx - p[3 * joint + 6]!, hy = fy - p[3 * joint + 7]!, hz = fz - p[3 * joint + 8]!;
    const length = Math.hypot(hx, hy, hz) || 1;
    hx /= length;
    hy /= length;
    hz /= length;
    // Square to the bone, to the left.
    const across = -hx * sin + hy * cos;
    let nx = -sin - across * hx, ny = cos - across * hy, nz = -across * hz;
    const norm = Math.hypot(nx, ny, nz) || 1;
    nx /= norm;
    ny /= norm;
    nz /= norm;
    orientAlong(posture, joint + 2, hx, hy, hz, nx, ny, nz);
    posture.turn(joint + 3, 0, 0, 0);
  }

  /**
   * How much faster than usual the legs must go: a hoof that lags behind where it should be at this phase,
   * as it does where one gait gives way to another, hastens them.
   */
  #haste(i: number, { x, y, yaw }: BodyPlace, gait: FourLegGait): number {
    const { duty, landing, liftOff, offsets } = gait;
    const scale = this.#scales[i]!;
    const { hip, shoulder, hipHeight } = this.#species;
    const cos = Math.cos(yaw), sin = Math.sin(yaw);
    let lag = 0;
    for (let leg = 0; leg < 4; leg++) {
      const foot = 4 * i + leg;
      if (this.feet.swing[foot]! >= 0) continue;
      const phase = (this.phase[i]! - offsets[leg]! + 2) % 1;
      const ahead = (this.feet.x[foot]! - x) * cos + (this.feet.y[foot]! - y) * sin;
      const root = scale * (leg % 2 === 0 ? hip : shoulder)[0];
      const planned = landing + (liftOff - landing) * Math.min(1, phase / duty);
      lag = Math.max(lag, root + planned - ahead);
    }
    return 1 + Math.min(5, 8 * Math.max(0, lag / (scale * hipHeight) - LAG));
  }

  #isUneasy(i: number, { x, y, yaw }: BodyPlace): boolean {
    const scale = this.#scales[i]!;
    const cos = Math.cos(yaw), sin = Math.sin(yaw);
    for (let leg = 0; leg < 4; leg++) {
      const foot = 4 * i + leg;
      if (this.feet.swing[foot]! >= 0) return true;
      const [ahead, side] = leg % 2 === 0 ? this.#species.hip : this.#species.shoulder;
      const dx = this.feet.x[foot]! - x, dy = this.feet.y[foot]! - y;
      const off = Math.hypot(
        dx * cos + dy * sin - scale * ahead,
        dy * cos - dx * sin - scale * side * (leg < 2 ? 0.85 : -0.85),
      );
      if (off > 0.22 * scale * this.#species.hipHeight) return true;
    }
    return false;
  }
}

/** The way of a foot through the air: it leaves and lands as it moves on the ground, backwards. */
function swung(duty: number): (share: number) => number {
  const slope = Math.max(-1.2, (duty - 1) / duty);
  return (u) => u * u * (3 - 2 * u) + slope * (2 * u * u * u - 3 * u * u + u);
}
