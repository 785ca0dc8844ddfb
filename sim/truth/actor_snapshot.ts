import { type Actor, type ActorGroup, POSE_NUMBERS } from "../actors/actor.ts";
import { type Pose } from "../pose.ts";

/** Where all that moves was at one moment: copies, so that the world may go on. */
export interface ActorSnapshot {
  readonly actors: readonly Actor[];
  /** `POSE_NUMBERS` numbers for the body of each actor, in order. */
  readonly bodies: Float64Array;
  /** `POSE_NUMBERS` numbers for each part of each actor, in order. */
  readonly parts: Float32Array;
  /** Number of the first part of each actor. */
  readonly firstPart: readonly number[];
}

/** Takes down the poses of all groups. */
export function snapshotOf(groups: readonly ActorGroup[]): ActorSnapshot {
  const actors = groups.flatMap((group) => group.actors);
  const firstPart: number[] = [];
  let partCount = 0;
  for (const { parts } of actors) {
    firstPart.push(partCount);
    partCount += parts.length;
  }
  const bodies = new Float64Array(actors.length * POSE_NUMBERS);
  const parts = new Float32Array(partCount * POSE_NUMBERS);
  let actor = 0, part = 0;
  for (const group of groups) {
    group.writeBodies(bodies, actor * POSE_NUMBERS);
    group.writeParts(parts, part * POSE_NUMBERS);
    actor += group.actors.length;
    for (const each of group.actors) part += each.parts.length;
  }
  return { actors, bodies, parts, firstPart };
}

/** The pose in row `index` of a table of poses. */
export function poseIn(table: Float32Array | Float64Array, index: number): Pose {
  const at = index * POSE_NUMBERS;
  return {
    position: [table[at]!, table[at + 1]!, table[at + 2]!],
    orientation: [table[at + 4]!, table[at + 5]!, table[at + 6]!, table[at + 7]!],
  };
}
