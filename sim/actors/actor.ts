import { type LabelName } from "../labels.ts";
import { type Vec3 } from "../pose.ts";
import { type StateHash } from "../state_hash.ts";
import { type Footprints } from "./footprints.ts";

/** A box in the frame of the body it belongs to (x forward, y left, z up), metres. */
export interface BodyBox {
  readonly centre: Vec3;
  readonly halfExtents: Vec3;
}

/** A named point fixed to a part of an actor: a joint of a person, a lamp of a car. */
export interface Landmark {
  readonly name: string;
  /** Index among the actor's own parts. */
  readonly part: number;
  /** In the part's frame, metres: the part's `size` does not scale it. */
  readonly at: Vec3;
}

/** A rigid piece of an actor: one shape of the shape library, drawn as an instance. */
export interface Part {
  /** Name in the shape library (`sim/shapes`). */
  readonly shape: string;
  /** Scale along the part's own axes; 1 where not given. */
  readonly size?: Vec3;
  readonly label: LabelName;
  /** Linear RGB albedo of what the shape leaves to its instance: paint, cloth, skin. */
  readonly tint: Vec3;
}

/** Something that moves: it has one entity id, one body pose, and one part or more. */
export interface Actor {
  /** Entity id, `ENTITY.firstActor` or more, or `ENTITY.ego`. */
  readonly id: number;
  /** `hatchback`, `walker`, `deer`: what it is, for a person who reads a list. */
  readonly model: string;
  /** Class of the whole; parts may differ (the rider of a bicycle). */
  readonly label: LabelName;
  /** Around all its parts in their usual pose. */
  readonly box: BodyBox;
  readonly parts: readonly Part[];
  readonly landmarks: readonly Landmark[];
}

/**
 * Numbers of a pose in a table: `x, y, z, glow, qx, qy, qz, qw`, from the part's (or body's) frame to
 * the world. `glow` in `0..1` says how brightly its lamps burn; 0 for a body.
 */
export const POSE_NUMBERS = 8;

/**
 * Actors of one kind that are stepped together: traffic, a crowd, a herd, the lights of a junction.
 * Who is in it never changes during an episode: whoever is not there now lies far under the ground.
 */
export interface ActorGroup {
  readonly name: string;
  readonly actors: readonly Actor[];
  /**
   * Advances by `dt` seconds.
   *
   * @param footprints Where everything that moves stood at the end of the last tick, the ego vehicle
   * and this group included.
   * @param time Simulated seconds since the start, before the step.
   */
  step(dt: number, time: number, footprints: Footprints): void;
  /** Writes the pose of each actor's body, in order: `POSE_NUMBERS` numbers each from `at` on. */
  writeBodies(out: Float64Array, at: number): void;
  /** Writes the pose of each part of each actor, in order: `POSE_NUMBERS` numbers each from `at` on. */
  writeParts(out: Float32Array, at: number): void;
  /** Adds what it occupies on the ground; see {@link Footprints}. */
  writeFootprints(out: Footprints): void;
  /** Adds every number that later steps depend on. */
  hashInto(hash: StateHash): void;
}
