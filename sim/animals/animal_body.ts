import { type Actor, type BodyBox, type Part } from "../actors/actor.ts";
import { Posture } from "../articulation/linkage.ts";
import { rotate, type Vec3 } from "../pose.ts";
import { randomStream } from "../random.ts";
import { shapeNamed } from "../shapes/mod.ts";
import { quadrupedLinkage, Quadrupeds } from "./quadruped.ts";
import { type HidePart, type Species } from "./species.ts";

/** The body of one animal: its size, its looks, its bones. */
export interface AnimalBody {
  readonly parts: readonly Part[];
  /** Number of the joint that each part hangs from. */
  readonly joints: Int16Array;
  /** Its posture when it was last written. */
  readonly posture: Posture;
  /** Times the usual size of its species. */
  readonly scale: number;
  /** As a round thing among others, metres. */
  readonly radius: number;
}

/** The body of animal number `i` of a herd. */
export function drawAnimal(species: Species, seed: number, i: number): AnimalBody {
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

/** The actor of an animal: its parts, its box, its joints. */
export function animalActor(species: Species, body: AnimalBody, id: number): Actor {
  const { parts, joints, posture, scale } = body;
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
  return {
    id,
    model: species.name,
    label: "animal",
    box: boxAround(species, body),
    parts,
    landmarks: [
      ...landmarks,
      { name: "nose", part: head, at: [scale * species.headLength, 0, 0] },
    ],
  };
}

/** The smallest box around an animal that stands, its head as it carries it when it walks. */
function boxAround(species: Species, { parts, joints, posture, scale }: AnimalBody): BodyBox {
  const standing = new Quadrupeds(species, [scale], () => 0);
  standing.place(0, 0, 0, 0);
  standing.pose(0, posture, 0);
  const { positions: p, orientations: q } = posture;
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  parts.forEach(({ shape, size: [sx, sy, sz] = [1, 1, 1] }, part) => {
    const joint = joints[part]!;
    const [qx, qy, qz, qw] = q.subarray(4 * joint, 4 * joint + 4);
    const { positions } = shapeNamed(shape, 1);
    for (let v = 0; v < positions.length; v += 3) {
      const vertex: Vec3 = [sx * positions[v]!, sy * positions[v + 1]!, sz * positions[v + 2]!];
      rotate([qx!, qy!, qz!, qw!], vertex).forEach((value, axis) => {
        const at = p[3 * joint + axis]! + value;
        low[axis] = Math.min(low[axis]!, at);
        high[axis] = Math.max(high[axis]!, at);
      });
    }
  });
  const middle = (axis: 0 | 1 | 2) => (low[axis]! + high[axis]!) / 2;
  const half = (axis: 0 | 1 | 2) => (high[axis]! - low[axis]!) / 2;
  return {
    centre: [middle(0), middle(1), middle(2)],
    halfExtents: [half(0), half(1), half(2)],
  };
}
