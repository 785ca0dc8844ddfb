import { type Actor, POSE_NUMBERS } from "../actors/actor.ts";
import { type Footprints } from "../actors/footprints.ts";
import { type HeightAt } from "../articulation/footfalls.ts";
import { Posture, writeTurn } from "../articulation/linkage.ts";
import { type StateHash } from "../state_hash.ts";
import { type Mount, type Person } from "./person.ts";
import { poseWalker } from "./posture.ts";
import { JOINT } from "./skeleton.ts";
import { Walkers } from "./walkers.ts";

/** People with their bodies: what is drawn of a crowd, whoever decides where each of them goes. */
export class Troupe {
  readonly persons: readonly Person[];
  readonly actors: readonly Actor[];
  readonly walkers: Walkers;
  /** Where each looks, yaw of the head against the body, radians. */
  readonly look: Float64Array;
  /** Seconds since the start, at the end of the last step. */
  time = 0;
  readonly #postures: readonly Posture[];
  readonly #turn = new Float64Array(4);

  /** @param firstId Entity id of the first; the others follow. */
  constructor(persons: readonly Person[], firstId: number, heightAt: HeightAt) {
    this.persons = persons;
    this.walkers = new Walkers(persons.map(({ skeleton }) => skeleton.measures), heightAt);
    this.look = new Float64Array(persons.length);
    this.#postures = persons.map(({ skeleton }) => new Posture(skeleton.linkage));
    this.actors = persons.map(({ physique, box, parts, landmarks }, i): Actor => ({
      id: firstId + i,
      model: physique.age < 14 ? "child" : physique.age > 61 ? "elder" : "adult",
      label: "person",
      box,
      parts,
      landmarks,
    }));
  }

  /** The posture that one of them has now; the next call for the same person writes over it. */
  postureOf(i: number): Posture {
    const { skeleton, bearing } = this.persons[i]!;
    const posture = this.#postures[i]!;
    poseWalker(posture, skeleton, this.walkers, i, bearing, this.look[i]!, this.time);
    return posture;
  }

  /** See `ActorGroup.writeBodies`: the body's frame is on the ground under the hips. */
  writeBodies(out: Float64Array, at: number): void {
    const { x, y, z, yaw, count } = this.walkers;
    for (let i = 0; i < count; i++) {
      const k = at + POSE_NUMBERS * i;
      out[k] = x[i]!;
      out[k + 1] = y[i]!;
      out[k + 2] = z[i]!;
      out[k + 3] = 0;
      out[k + 4] = 0;
      out[k + 5] = 0;
      out[k + 6] = Math.sin(yaw[i]! / 2);
      out[k + 7] = Math.cos(yaw[i]! / 2);
    }
  }

  /** See `ActorGroup.writeParts`. */
  writeParts(out: Float32Array, at: number): void {
    let k = at;
    this.persons.forEach(({ joints, mounts }, i) => {
      const posture = this.postureOf(i);
      for (let part = 0; part < joints.length; part++, k += POSE_NUMBERS) {
        const joint = joints[part]!;
        const { positions, orientations } = posture;
        out[k] = positions[3 * joint]!;
        out[k + 1] = positions[3 * joint + 1]!;
        out[k + 2] = positions[3 * joint + 2]!;
        out[k + 3] = 0;
        const mount = mounts[part]!;
        const turn = mount === "bone" ? orientations : this.#mounted(mount, i, posture);
        const from = mount === "bone" ? 4 * joint : 0;
        for (let n = 0; n < 4; n++) out[k + 4 + n] = turn[from + n]!;
      }
    });
  }

  /** See `ActorGroup.writeFootprints`. */
  writeFootprints(out: Footprints): void {
    const { x, y, z, yaw, speed, count } = this.walkers;
    for (let i = 0; i < count; i++) {
      const { radius, physique } = this.persons[i]!;
      out.add({
        entity: this.actors[i]!.id,
        x: x[i]!,
        y: y[i]!,
        z: z[i]!,
        yaw: yaw[i]!,
        vx: speed[i]! * Math.cos(yaw[i]!),
        vy: speed[i]! * Math.sin(yaw[i]!),
        halfLength: 0.7 * radius,
        halfWidth: radius,
        height: physique.height,
      });
    }
  }

  /** Adds all that later steps and pictures depend on. */
  hashInto(hash: StateHash): void {
    this.walkers.hashInto(hash);
    hash.addAll(this.look).add(this.time);
  }

  /** How something hangs that does not follow its bone: upright, or as cloth on a leg. */
  #mounted(mount: Mount, i: number, { positions: p }: Posture): Float64Array {
    const yaw = this.walkers.yaw[i]!;
    if (mount === "upright") {
      writeTurn(this.#turn, 0, yaw, 0, 0);
      return this.#turn;
    }
    const cos = Math.cos(yaw), sin = Math.sin(yaw);
    let pitch = mount === "fore" ? -0.05 : 0.05;
    for (const knee of [JOINT.leftKnee, JOINT.rightKnee]) {
      const ahead = (p[3 * knee]! - p[0]!) * cos + (p[3 * knee + 1]! - p[1]!) * sin;
      const leg = -Math.atan2(ahead, p[2]! - p[3 * knee + 2]!);
      pitch = mount === "fore" ? Math.min(pitch, leg) : Math.max(pitch, leg);
    }
    writeTurn(this.#turn, 0, yaw, 0.9 * pitch, 0);
    return this.#turn;
  }
}
