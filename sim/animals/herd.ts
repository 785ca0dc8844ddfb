import { type Actor, type ActorGroup, type Part, POSE_NUMBERS } from "../actors/actor.ts";
import { type Footprints } from "../actors/footprints.ts";
import { type HeightAt } from "../articulation/footfalls.ts";
import { Posture } from "../articulation/linkage.ts";
import { ENTITY } from "../entity_ids.ts";
import { keepApart } from "../people/room.ts";
import { chooseWay, Discs, type Seeker } from "../people/steering.ts";
import { Strangers } from "../people/strangers.ts";
import { wrapAngle } from "../pose.ts";
import { randomStream } from "../random.ts";
import { type StateHash } from "../state_hash.ts";
import { speciesNamed } from "./mod.ts";
import { quadrupedLinkage, Quadrupeds } from "./quadruped.ts";
import { type HidePart, type Species } from "./species.ts";

/** Who is to be in a herd, and where it lives. */
export interface HerdOptions {
  readonly seed: number;
  readonly species: string;
  readonly count: number;
  /** It never leaves this disc. */
  readonly home: { readonly x: number; readonly y: number; readonly radius: number };
  /** Entity id of the first; `ENTITY.firstActor` where not given. */
  readonly firstId?: number;
}

/** What an animal does. */
const MODE = { graze: 0, wander: 1, look: 2, flee: 3 } as const;
const THINK = 0.15;
/** Quicker than this, m/s, something is a vehicle on its way, and is heeded from afar. */
const MOVING = 0.3;

interface Body {
  readonly parts: readonly Part[];
  readonly joints: Int16Array;
  readonly posture: Posture;
  readonly scale: number;
  readonly radius: number;
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
  readonly #home: HerdOptions["home"];
  readonly #seed: number;
  readonly #firstId: number;
  readonly #bodies: readonly Body[];
  readonly #animals: Quadrupeds;
  readonly #isFree: (x: number, y: number) => boolean;
  readonly #mode: Uint8Array;
  /** Seconds left in the mode. */
  readonly #left: Float64Array;
  readonly #goalX: Float64Array;
  readonly #goalY: Float64Array;
  readonly #heading: Float64Array;
  readonly #wanted: Float64Array;
  readonly #speed: Float64Array;
  readonly #thinkIn: Float64Array;
  readonly #draws: Int32Array;
  readonly #strangers = new Strangers();
  readonly #discs = new Discs();
  readonly #seeker: Seeker;
  readonly #way = { heading: 0, speed: 0 };
  #time = 0;

  constructor(
    isFree: (x: number, y: number) => boolean,
    heightAt: HeightAt,
    { seed, species, count, home, firstId = ENTITY.firstActor }: HerdOptions,
  ) {
    this.name = species;
    this.#species = speciesNamed(species);
    this.#home = home;
    this.#seed = seed;
    this.#firstId = firstId;
    this.#isFree = (x, y) =>
      (x - home.x) ** 2 + (y - home.y) ** 2 <= home.radius ** 2 && isFree(x, y);
    this.#bodies = Array.from({ length: count }, (_, i) => drawBody(this.#species, seed, i));
    this.actors = this.#bodies.map((body, i) => actorOf(this.#species, body, firstId + i));
    this.#animals = new Quadrupeds(this.#species, this.#bodies.map(({ scale }) => scale), heightAt);
    this.#mode = new Uint8Array(count);
    this.#left = new Float64Array(count);
    this.#goalX = new Float64Array(count);
    this.#goalY = new Float64Array(count);
    this.#heading = new Float64Array(count);
    this.#wanted = new Float64Array(count);
    this.#speed = new Float64Array(count);
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
      isFree: this.#isFree,
      probe: 2.2,
    };
    this.#settle();
  }

  step(dt: number, time: number, footprints: Footprints): void {
    const animals = this.#animals;
    const { count } = animals;
    this.#time = time + dt;
    const end = this.#firstId + count;
    const reach = 2 * this.#species.shyness;
    this.#strangers.gather(footprints, animals.x, animals.y, reach, this.#firstId, end);
    const x = animals.x.slice(), y = animals.y.slice();
    for (let i = 0; i < count; i++) {
      this.#left[i]! -= dt;
      this.#thinkIn[i]! -= dt;
      if (this.#thinkIn[i]! <= 0) {
        this.#thinkIn[i]! += THINK;
        this.#decide(i);
      }
      const flees = this.#mode[i] === MODE.flee;
      const most = flees ? 5 : 1.2;
      const change = this.#wanted[i]! - this.#speed[i]!;
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
      const quick = this.#mode[i] === MODE.flee ? 3.2 : 1.3;
      const off = wrapAngle(this.#heading[i]! - animals.yaw[i]!);
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
    hash.addAll(this.#mode).addAll(this.#left).addAll(this.#goalX).addAll(this.#goalY);
    hash.addAll(this.#heading).addAll(this.#wanted).addAll(this.#speed).addAll(this.#thinkIn);
    hash.addAll(this.#draws).add(this.#time);
  }

  #draw(i: number): number {
    return randomStream(this.#seed, `animals/choice/${i}/${this.#draws[i]!++}`)();
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
      if (this.#mode[i] !== MODE.wander && this.#strays(i)) {
        this.#left[i] = Math.min(this.#left[i]!, 3);
      }
      if (this.#left[i]! <= 0) this.#changeMind(i, rest);
      const dx = this.#goalX[i]! - x[i]!, dy = this.#goalY[i]! - y[i]!;
      const far = Math.hypot(dx, dy);
      if (this.#mode[i] === MODE.flee) {
        seeker.heading = this.#heading[i]!;
        seeker.pace = 0.6 * fleeingSpeed;
      } else if (this.#mode[i] === MODE.wander && far > 0.8) {
        seeker.heading = Math.atan2(dy, dx);
        seeker.pace = walkingSpeed * Math.min(1, 0.3 + far / 4);
      } else {
        // Now and then a grazing animal takes a step.
        const steps = this.#mode[i] === MODE.graze && this.#left[i]! % 3.1 < 0.7;
        seeker.heading = this.#heading[i]!;
        seeker.pace = steps ? 0.25 * walkingSpeed : 0;
        if (this.#mode[i] === MODE.wander) this.#left[i] = 0;
      }
    }
    if (seeker.pace === 0) {
      this.#wanted[i] = 0;
      return;
    }
    seeker.x = x[i]!;
    seeker.y = y[i]!;
    seeker.radius = this.#bodies[i]!.radius;
    seeker.probe = Math.max(2.2, 0.6 * seeker.pace);
    const way = chooseWay(seeker, this.#others(i), this.#way);
    const off = Math.abs(wrapAngle(way.heading - this.#animals.yaw[i]!));
    this.#heading[i] = way.speed > 0.05 ? way.heading : way.heading + 2;
    this.#wanted[i] = way.speed * Math.max(0.25, Math.cos(Math.min(1.4, off)));
  }

  /** The heading away from what has come too near; null where nothing has. */
  #flight(i: number): number | null {
    const { x, y } = this.#animals;
    const px = x[i]!, py = y[i]!;
    const { shyness, halfLength } = this.#species;
    const flees = this.#mode[i] === MODE.flee;
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
    if (company === Infinity || this.#mode[i] === MODE.flee) return false;
    const cx = x.reduce((sum, value) => sum + value, 0) / count;
    const cy = y.reduce((sum, value) => sum + value, 0) / count;
    return Math.hypot(x[i]! - cx, y[i]! - cy) > 1.2 * company;
  }

  #set(i: number, mode: number, seconds: number): void {
    this.#mode[i] = mode;
    this.#left[i] = seconds;
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

  #carryHead(i: number, dt: number): void {
    const { carriage } = this.#species;
    const mode = this.#mode[i]!;
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

  #settle(): void {
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
        let free = this.#isFree(x, y);
        for (let j = 0; free && j < i; j++) {
          const room = this.#bodies[i]!.radius + this.#bodies[j]!.radius + 0.3;
          free = Math.hypot(animals.x[j]! - x, animals.y[j]! - y) > room;
        }
        if (!free) continue;
        placed = true;
        const yaw = 2 * Math.PI * random();
        animals.place(i, x, y, yaw);
        this.#heading[i] = yaw;
        this.#goalX[i] = x;
        this.#goalY[i] = y;
        this.#set(i, i % 3 === 0 ? MODE.look : MODE.graze, 1 + 8 * random());
      }
      if (!placed) {
        throw new RangeError(
          `Cannot place ${animals.count} ${this.name}: wanted free ground within ${radius} m`,
        );
      }
    }
  }
}

function drawBody(species: Species, seed: number, i: number): Body {
  const random = randomStream(seed, `animals/body/${species.name}/${i}`);
  const scale = 0.86 + 0.24 * random();
  const linkage = quadrupedLinkage(species, scale);
  const hide: readonly HidePart[] = species.dress(random);
  return {
    scale,
    posture: new Posture(linkage),
    joints: Int16Array.from(hide, ({ joint }) => linkage.index(joint)),
    parts: hide.map(({ shape, size = [1, 1, 1], tint }): Part => ({
      shape,
      size: [scale * size[0], scale * size[1], scale * size[2]],
      label: "animal",
      tint,
    })),
    // As round things they take a little less than their length.
    radius: scale * (0.4 * species.halfLength + 0.6 * species.halfWidth),
  };
}

function actorOf(species: Species, { parts, joints, posture, scale }: Body, id: number): Actor {
  const { names, offsets } = posture.linkage;
  const landmarks = names.map((name, joint) => {
    const part = joints.indexOf(joint);
    if (part >= 0) return { name, part, at: [0, 0, 0] as const };
    // A hoof has no bone of its own: it is the end of the cannon.
    const parent = joints.indexOf(posture.linkage.parents[joint]!);
    const [x, y, z] = offsets.subarray(3 * joint, 3 * joint + 3);
    return { name, part: parent, at: [x!, y!, z!] as const };
  });
  const head = joints.indexOf(names.indexOf("head"));
  const { halfLength, halfWidth, height } = species;
  return {
    id,
    model: species.name,
    label: "animal",
    box: {
      centre: [0.1 * scale * halfLength, 0, scale * height / 2],
      halfExtents: [1.2 * scale * halfLength, scale * halfWidth, scale * height / 2],
    },
    parts,
    landmarks: [
      ...landmarks,
      { name: "nose", part: head, at: [scale * species.headLength, 0, 0] },
    ],
  };
}
