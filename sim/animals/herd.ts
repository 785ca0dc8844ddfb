import { type Actor, type ActorGroup, POSE_NUMBERS } from "../actors/actor.ts";
import { type Footprints } from "../actors/footprints.ts";
import { type HeightAt } from "../articulation/footfalls.ts";
import { ENTITY } from "../entity_ids.ts";
import { keepApart } from "../people/room.ts";
import { Strangers } from "../people/strangers.ts";
import { wrapAngle } from "../pose.ts";
import { randomStream } from "../random.ts";
import { type StateHash } from "../state_hash.ts";
import { animalActor, type AnimalBody, drawAnimal } from "./animal_body.ts";
import { HerdMinds, type Home, MODE } from "./herd_minds.ts";
import { speciesNamed } from "./mod.ts";
import { Quadrupeds } from "./quadruped.ts";
import { type Species } from "./species.ts";

/** Who is to be in a herd, and where it lives. */
export interface HerdOptions {
  readonly seed: number;
  readonly species: string;
  readonly count: number;
  readonly home: Home;
  /** Whether one may stand at a point when the world begins; at all free ones, without. */
  readonly mayBegin?: (x: number, y: number) => boolean;
  /** Entity id of the first; `ENTITY.firstActor` where not given. */
  readonly firstId?: number;
}

/**
 * Animals of one species on open ground: they graze, look up, wander within their home and keep
 * together; from whatever comes near they flee, past each other and never over ground that is not free.
 *
 * @param isFree Whether a point can be stepped on: not in water, on steep ground, in a tree.
 * @throws {RangeError} If there is no such species, or not enough free ground in the home.
 *
 * @example
 * ```ts
 * import { createHerd } from "./herd.ts";
 * const home = { x: 0, y: 0, radius: 30 };
 * const herd = createHerd(() => true, () => 0, { seed: 1, species: "sheep", count: 5, home });
 * herd.actors.length; // 5
 * ```
 */
export function createHerd(
  isFree: (x: number, y: number) => boolean,
  heightAt: HeightAt,
  options: HerdOptions,
): ActorGroup {
  return new Herd(isFree, heightAt, options);
}

class Herd implements ActorGroup {
  readonly name: string;
  readonly actors: readonly Actor[];
  readonly #species: Species;
  readonly #home: Home;
  readonly #seed: number;
  readonly #firstId: number;
  readonly #bodies: readonly AnimalBody[];
  readonly #animals: Quadrupeds;
  readonly #isFree: (x: number, y: number) => boolean;
  readonly #strangers = new Strangers();
  readonly #minds: HerdMinds;
  readonly #speed: Float64Array;
  #time = 0;

  constructor(
    isFree: (x: number, y: number) => boolean,
    heightAt: HeightAt,
    { seed, species, count, home, mayBegin, firstId = ENTITY.firstActor }: HerdOptions,
  ) {
    this.name = species;
    this.#species = speciesNamed(species);
    this.#home = home;
    this.#seed = seed;
    this.#firstId = firstId;
    this.#isFree = (x, y) =>
      (x - home.x) ** 2 + (y - home.y) ** 2 <= home.radius ** 2 && isFree(x, y);
    this.#bodies = Array.from({ length: count }, (_, i) => drawAnimal(this.#species, seed, i));
    this.actors = this.#bodies.map((body, i) => animalActor(this.#species, body, firstId + i));
    this.#animals = new Quadrupeds(this.#species, this.#bodies.map(({ scale }) => scale), heightAt);
    this.#minds = new HerdMinds({
      seed,
      species: this.#species,
      home,
      animals: this.#animals,
      bodies: this.#bodies,
      strangers: this.#strangers,
      isFree: this.#isFree,
    });
    this.#speed = new Float64Array(count);
    this.#settle(mayBegin);
  }

  step(dt: number, time: number, footprints: Footprints): void {
    const animals = this.#animals;
    const minds = this.#minds;
    const { count } = animals;
    this.#time = time + dt;
    const end = this.#firstId + count;
    const reach = 2 * this.#species.shyness;
    this.#strangers.gather(footprints, animals.x, animals.y, reach, this.#firstId, end);
    const x = animals.x.slice(), y = animals.y.slice();
    for (let i = 0; i < count; i++) {
      minds.step(i, dt, this.#time);
      const most = minds.mode[i] === MODE.flee ? 5 : 1.2;
      const change = minds.wanted[i]! - this.#speed[i]!;
      this.#speed[i]! += Math.max(-6 * dt, Math.min(most * dt, change));
      x[i]! += dt * this.#speed[i]! * Math.cos(animals.yaw[i]!);
      y[i]! += dt * this.#speed[i]! * Math.sin(animals.yaw[i]!);
    }
    keepApart(x, y, this.#bodies);
    for (let i = 0; i < count; i++) {
      if (!this.#isFree(x[i]!, y[i]!)) {
        x[i] = animals.x[i]!;
        y[i] = animals.y[i]!;
        this.#speed[i]! *= 0.5;
      }
      const quick = minds.mode[i] === MODE.flee ? 3.2 : 1.3;
      const off = wrapAngle(minds.heading[i]! - animals.yaw[i]!);
      const turn = Math.max(-quick * dt, Math.min(quick * dt, off * Math.min(1, 4 * dt)));
      animals.step(i, dt, x[i]!, y[i]!, animals.yaw[i]! + turn, this.#speed[i]!);
      this.#carryHead(i, dt);
    }
  }

  writeBodies(out: Float64Array, at: number): void {
    const { x, y, yaw, hindZ, foreZ, count } = this.#animals;
    for (let i = 0; i < count; i++) {
      const k = at + POSE_NUMBERS * i;
      out.fill(0, k, k + POSE_NUMBERS);
      out[k] = x[i]!;
      out[k + 1] = y[i]!;
      out[k + 2] = (hindZ[i]! + foreZ[i]!) / 2;
      out[k + 6] = Math.sin(yaw[i]! / 2);
      out[k + 7] = Math.cos(yaw[i]! / 2);
    }
  }

  writeParts(out: Float32Array, at: number): void {
    let k = at;
    this.#bodies.forEach(({ joints, posture }, i) => {
      this.#animals.pose(i, posture, this.#time);
      const { positions: p, orientations: q } = posture;
      for (const joint of joints) {
        out.set(p.subarray(3 * joint, 3 * joint + 3), k);
        out[k + 3] = 0;
        out.set(q.subarray(4 * joint, 4 * joint + 4), k + 4);
        k += POSE_NUMBERS;
      }
    });
  }

  writeFootprints(out: Footprints): void {
    const { x, y, yaw, speed, hindZ, foreZ, count } = this.#animals;
    const { halfLength, halfWidth, height } = this.#species;
    for (let i = 0; i < count; i++) {
      const { scale } = this.#bodies[i]!;
      out.add({
        entity: this.#firstId + i,
        x: x[i]!,
        y: y[i]!,
        z: (hindZ[i]! + foreZ[i]!) / 2,
        yaw: yaw[i]!,
        vx: speed[i]! * Math.cos(yaw[i]!),
        vy: speed[i]! * Math.sin(yaw[i]!),
        halfLength: scale * halfLength,
        halfWidth: scale * halfWidth,
        height: scale * height,
      });
    }
  }

  hashInto(hash: StateHash): void {
    this.#animals.hashInto(hash);
    this.#minds.hashInto(hash);
    hash.addAll(this.#speed).add(this.#time);
  }

  #carryHead(i: number, dt: number): void {
    const { carriage } = this.#species;
    const mode = this.#minds.mode[i]!;
    const held = mode === MODE.graze && this.#speed[i]! < 0.5
      ? carriage.graze
      : mode === MODE.look
      ? carriage.alert
      : carriage.walk;
    const { neck, head } = this.#animals;
    const share = Math.min(1, 2.2 * dt);
    neck[i]! += (held.neck - neck[i]!) * share;
    head[i]! += (held.head - head[i]!) * share;
  }

  #settle(mayBegin: HerdOptions["mayBegin"]): void {
    const random = randomStream(this.#seed, `animals/places/${this.name}`);
    const { x: hx, y: hy, radius } = this.#home;
    const { company } = this.#species;
    const animals = this.#animals;
    for (let i = 0; i < animals.count; i++) {
      let placed = false;
      for (let tries = 0; tries < 400 && !placed; tries++) {
        const near = company < Infinity && i > 0 && tries < 200;
        const cx = near ? animals.x[0]! : hx, cy = near ? animals.y[0]! : hy;
        const reach = near ? 0.7 * company : 0.85 * radius;
        const angle = 2 * Math.PI * random(), out = reach * Math.sqrt(random());
        const x = cx + out * Math.cos(angle), y = cy + out * Math.sin(angle);
        let free = this.#isFree(x, y) && (!mayBegin || mayBegin(x, y));
        for (let j = 0; free && j < i; j++) {
          const room = this.#bodies[i]!.radius + this.#bodies[j]!.radius + 0.3;
          free = Math.hypot(animals.x[j]! - x, animals.y[j]! - y) > room;
        }
        if (!free) continue;
        placed = true;
        const yaw = 2 * Math.PI * random();
        animals.place(i, x, y, yaw);
        this.#minds.settle(i, 1 + 8 * random());
      }
      if (!placed) {
        throw new RangeError(
          `Cannot place ${animals.count} ${this.name}: wanted free ground within ${radius} m`,
        );
      }
    }
  }
}
