import { type Vec3 } from "../pose.ts";

/** A joint of a tree: its bone hangs from the bone of its parent. */
export interface Joint {
  readonly name: string;
  /** Name of the joint it hangs from; the root has none. */
  readonly parent?: string;
  /** Where it sits at rest, in the frame of its parent, metres. */
  readonly at: Vec3;
}

/** A tree of rigid bones, each turning about the joint at its head. Parents come before children. */
export class Linkage {
  readonly names: readonly string[];
  /** Index of each joint's parent; -1 for the root. */
  readonly parents: Int16Array;
  /** Offsets in the parents' frames, three numbers each, metres. */
  readonly offsets: Float64Array;

  /** @throws {RangeError} If a parent does not come before its child, or a name comes twice. */
  constructor(joints: readonly Joint[]) {
    this.names = joints.map(({ name }) => name);
    this.parents = new Int16Array(joints.length);
    this.offsets = new Float64Array(3 * joints.length);
    joints.forEach(({ name, parent, at }, i) => {
      const before = parent === undefined ? -1 : this.names.indexOf(parent);
      if ((parent === undefined) !== (i === 0) || before >= i) {
        throw new RangeError(
          `Cannot hang joint "${name}" on "${parent}": wanted a joint listed before`,
        );
      }
      if (this.names.indexOf(name) !== i) {
        throw new RangeError(`Cannot add joint "${name}": wanted a name that is not taken`);
      }
      this.parents[i] = before;
      this.offsets.set(at, 3 * i);
    });
  }

  /**
   * The number of a joint.
   *
   * @throws {RangeError} If there is none of that name.
   */
  index(name: string): number {
    const index = this.names.indexOf(name);
    if (index < 0) {
      throw new RangeError(`Cannot find joint "${name}": wanted one of ${this.names.join(", ")}`);
    }
    return index;
  }
}

/**
 * Where the bones of a linkage are: turns of the joints, and the places and orientations in the world
 * that follow from them (forward kinematics). One may serve many bodies in turn.
 */
export class Posture {
  readonly linkage: Linkage;
  /** Turn of each bone against its parent: quaternions, scalar last. */
  readonly turns: Float64Array;
  /** World positions of the joints, three numbers each, metres. */
  readonly positions: Float64Array;
  /** World orientations of the bones: quaternions, scalar last. */
  readonly orientations: Float64Array;

  constructor(linkage: Linkage) {
    const count = linkage.parents.length;
    this.linkage = linkage;
    this.turns = new Float64Array(4 * count);
    this.positions = new Float64Array(3 * count);
    this.orientations = new Float64Array(4 * count);
    for (let i = 0; i < count; i++) this.turns[4 * i + 3] = 1;
  }

  /** Puts the root somewhere: yaw about z, then pitch about y (nose down), then roll about x. */
  placeRoot(x: number, y: number, z: number, yaw: number, pitch: number, roll: number): void {
    this.positions[0] = x;
    this.positions[1] = y;
    this.positions[2] = z;
    writeTurn(this.turns, 0, yaw, pitch, roll);
    this.orientations.set(this.turns.subarray(0, 4));
  }

  /** Turns a joint by yaw, pitch and roll in its parent's frame, and places its bone. */
  turn(joint: number, yaw: number, pitch: number, roll: number): void {
    writeTurn(this.turns, 4 * joint, yaw, pitch, roll);
    this.place(joint);
  }

  /** Places a joint by its parent, whose place must be known, and orients its bone by its turn. */
  place(joint: number): void {
    this.locate(joint);
    const parent = this.linkage.parents[joint]!;
    multiplyInto(
      this.orientations,
      4 * joint,
      this.orientations,
      4 * parent,
      this.turns,
      4 * joint,
    );
  }

  /** Finds where a joint is; the bone below it may still turn. */
  locate(joint: number): void {
    const { parents, offsets } = this.linkage;
    const parent = parents[joint]!;
    pointInto(
      this.positions,
      3 * joint,
      this.positions,
      3 * parent,
      this.orientations,
      4 * parent,
      offsets[3 * joint]!,
      offsets[3 * joint + 1]!,
      offsets[3 * joint + 2]!,
    );
  }

  /** Orients a bone in the world, and finds the turn of its joint that does it. */
  orient(joint: number, qx: number, qy: number, qz: number, qw: number): void {
    const o = this.orientations;
    const at = 4 * joint;
    o[at] = qx;
    o[at + 1] = qy;
    o[at + 2] = qz;
    o[at + 3] = qw;
    const p = 4 * this.linkage.parents[joint]!;
    const ax = -o[p]!, ay = -o[p + 1]!, az = -o[p + 2]!, aw = o[p + 3]!;
    this.turns[at] = aw * qx + ax * qw + ay * qz - az * qy;
    this.turns[at + 1] = aw * qy - ax * qz + ay * qw + az * qx;
    this.turns[at + 2] = aw * qz + ax * qy - ay * qx + az * qw;
    this.turns[at + 3] = aw * qw - ax * qx - ay * qy - az * qz;
  }

  /** Places every bone anew from the root's place and all turns. */
  solve(): void {
    for (let joint = 1; joint < this.linkage.parents.length; joint++) this.place(joint);
  }

  /** Where a point fixed to a bone is in the world, written to `out` from `at` on. */
  point(joint: number, x: number, y: number, z: number, out: Float64Array, at: number): void {
    pointInto(out, at, this.positions, 3 * joint, this.orientations, 4 * joint, x, y, z);
  }
}

/** Writes the quaternion of yaw about z, then pitch about y, then roll about x. */
export function writeTurn(
  out: Float64Array,
  at: number,
  yaw: number,
  pitch: number,
  roll: number,
): void {
  const cy = Math.cos(yaw / 2), sy = Math.sin(yaw / 2);
  const cp = Math.cos(pitch / 2), sp = Math.sin(pitch / 2);
  const cr = Math.cos(roll / 2), sr = Math.sin(roll / 2);
  out[at] = cy * cp * sr - sy * sp * cr;
  out[at + 1] = cy * sp * cr + sy * cp * sr;
  out[at + 2] = sy * cp * cr - cy * sp * sr;
  out[at + 3] = cy * cp * cr + sy * sp * sr;
}

function multiplyInto(
  out: Float64Array,
  at: number,
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
): void {
  const ax = a[i]!, ay = a[i + 1]!, az = a[i + 2]!, aw = a[i + 3]!;
  const bx = b[j]!, by = b[j + 1]!, bz = b[j + 2]!, bw = b[j + 3]!;
  out[at] = aw * bx + ax * bw + ay * bz - az * by;
  out[at + 1] = aw * by - ax * bz + ay * bw + az * bx;
  out[at + 2] = aw * bz + ax * by - ay * bx + az * bw;
  out[at + 3] = aw * bw - ax * bx - ay * by - az * bz;
}

function pointInto(
  out: Float64Array,
  at: number,
  position: Float64Array,
  p: number,
  orientation: Float64Array,
  o: number,
  vx: number,
  vy: number,
  vz: number,
): void {
  const x = orientation[o]!, y = orientation[o + 1]!;
  const z = orientation[o + 2]!, w = orientation[o + 3]!;
  const tx = 2 * (y * vz - z * vy);
  const ty = 2 * (z * vx - x * vz);
  const tz = 2 * (x * vy - y * vx);
  out[at] = position[p]! + vx + w * tx + y * tz - z * ty;
  out[at + 1] = position[p + 1]! + vy + w * ty + z * tx - x * tz;
  out[at + 2] = position[p + 2]! + vz + w * tz + x * ty - y * tx;
}
