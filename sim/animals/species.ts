import { type Vec3 } from "../pose.ts";
import { type Random } from "../random.ts";
import { type ShapeMaker } from "../shapes/mod.ts";

/** Lengths of the three bones of a leg, from the trunk down, metres. */
export type LegBones = readonly [number, number, number];

/** How neck and head are held, radians up from level. */
export interface Carriage {
  readonly neck: number;
  readonly head: number;
}

/** A part of a quadruped and the joint it hangs from. */
export interface HidePart {
  readonly shape: string;
  readonly joint: string;
  /** Scale along the axes of the joint's bone; 1 where not given. */
  readonly size?: Vec3;
  readonly tint: Vec3;
}

/** A kind of four-legged animal: its measures, its looks and its ways. */
export interface Species {
  readonly name: string;
  /** Of the hips above the ground, metres. */
  readonly hipHeight: number;
  /** Joints on the trunk, from the middle between the hips and the shoulders at hip height (the left ones). */
  readonly hip: Vec3;
  readonly shoulder: Vec3;
  readonly neckBase: Vec3;
  readonly tailBase: Vec3;
  readonly neckLength: number;
  readonly headLength: number;
  readonly hind: LegBones;
  readonly fore: LegBones;
  readonly carriage: {
    readonly alert: Carriage;
    readonly walk: Carriage;
    readonly graze: Carriage;
  };
  /** How the tail hangs, radians down from level. */
  readonly tail: number;
  /** m/s */
  readonly walkingSpeed: number;
  readonly fleeingSpeed: number;
  /** How near a vehicle may come, metres. */
  readonly shyness: number;
  /** How near they keep to each other, metres; Infinity for loners. */
  readonly company: number;
  /** Whether both hind legs push together, always. */
  readonly hops: boolean;
  /** How long it stands to graze or look, against walking: seconds. */
  readonly rest: number;
  /** Half its length and half its width, metres. */
  readonly halfLength: number;
  readonly halfWidth: number;
  readonly height: number;
  /** Shapes of its parts, in its own measures. */
  readonly shapes: Readonly<Record<string, ShapeMaker>>;
  /** The parts of one of them. */
  dress(random: Random): readonly HidePart[];
}
