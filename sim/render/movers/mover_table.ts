import { type ActorGroup, type BodyBox, POSE_NUMBERS } from "../../actors/actor.ts";
import { labelNamed } from "../../labels.ts";
import { radiusOf } from "../../shapes/level_of_detail.ts";
import { type Shape } from "../../shapes/shape.ts";

/** Gives the shape of a name at a level of detail; see `shapeNamed`. */
export type ShapeSource = (name: string, level: 0 | 1 | 2) => Shape;

/** Numbers of a part that never change: scale, entity id, tint, label id. */
export const BODY_NUMBERS = 8;

/** All parts of everything that moves in a scene, in a fixed order, and where they are now. */
export class MoverTable {
  readonly groups: readonly ActorGroup[];
  readonly count: number;
  /** Names of the shapes that occur. */
  readonly shapes: readonly string[];
  /** Index in `shapes` of each part. */
  readonly shapeOf: Uint16Array;
  /** `[count, BODY_NUMBERS]`. */
  readonly bodies: Float32Array;
  /** Radius of a ball around each part's origin, metres. */
  readonly radii: Float32Array;
  /** `[count, POSE_NUMBERS]`: poses of the parts as they were taken last. */
  readonly poses: Float32Array;
  /** The box of each actor. */
  readonly boxes: readonly BodyBox[];
  /** `[boxes, POSE_NUMBERS]`: poses of the actors' bodies, taken with those of the parts. */
  readonly bodyPoses: Float64Array;
  /** Height of the ground, metres. */
  readonly groundAt: (x: number, y: number) => number;
  #version = 0;

  constructor(
    groups: readonly ActorGroup[],
    shapeNamed: ShapeSource,
    groundAt: (x: number, y: number) => number,
  ) {
    this.groups = groups;
    this.groundAt = groundAt;
    this.boxes = groups.flatMap(({ actors }) => actors.map(({ box }) => box));
    this.bodyPoses = new Float64Array(this.boxes.length * POSE_NUMBERS);
    const parts = groups.flatMap(({ actors }) =>
      actors.flatMap(({ id, parts }) => parts.map((part) => ({ id, part })))
    );
    const names = new Map<string, number>();
    this.count = parts.length;
    this.shapeOf = new Uint16Array(parts.length);
    this.bodies = new Float32Array(parts.length * BODY_NUMBERS);
    this.radii = new Float32Array(parts.length);
    this.poses = new Float32Array(parts.length * POSE_NUMBERS);
    parts.forEach(({ id, part }, index) => {
      const { shape, size = [1, 1, 1], tint, label } = part;
      const known = names.get(shape) ?? names.size;
      names.set(shape, known);
      this.shapeOf[index] = known;
      this.bodies.set([...size, id, ...tint, labelNamed(label).id], index * BODY_NUMBERS);
      this.radii[index] = radiusOf(shapeNamed(shape, 0), size);
    });
    this.shapes = [...names.keys()];
    this.takePoses();
  }

  /** Takes the poses of all parts as they are now. */
  takePoses(): void {
    let at = 0, body = 0;
    for (const group of this.groups) {
      group.writeParts(this.poses, at);
      group.writeBodies(this.bodyPoses, body);
      body += group.actors.length * POSE_NUMBERS;
      for (const { parts } of group.actors) at += parts.length * POSE_NUMBERS;
    }
    this.#version++;
  }

  /** Shows parts and bodies elsewhere, until poses are taken or shown anew. */
  showPoses(poses: Float32Array, bodyPoses: Float64Array): void {
    this.poses.set(poses);
    this.bodyPoses.set(bodyPoses);
    this.#version++;
  }

  /** How often poses were taken or shown. */
  get version(): number {
    return this.#version;
  }
}
