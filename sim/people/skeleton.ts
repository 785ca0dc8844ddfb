import { type Joint, Linkage } from "../articulation/linkage.ts";
import { type Vec3 } from "../pose.ts";

/** What a body is like. */
export interface Physique {
  /** Standing, shoes on, metres: 1.0 to 2.0. */
  readonly height: number;
  /** Years. */
  readonly age: number;
  /** How broad it is for its height, 0.8 to 1.35; 1 is usual. */
  readonly girth: number;
  /** Breadth of shoulders and hips against the mean, near 1. */
  readonly shoulders: number;
  readonly hips: number;
}

/** The measures of a body that gait and clothes go by, metres. */
export interface Measures {
  readonly height: number;
  /** Hip to ankle of a straight leg, and hip above the ground. */
  readonly leg: number;
  readonly hipHeight: number;
  /** From the middle to a hip joint. */
  readonly halfHips: number;
  /** Of the ankle above the sole; from it back to the heel, on to the ball, on to the tip of the toes. */
  readonly ankle: number;
  readonly heel: number;
  readonly ball: number;
  readonly toes: number;
  /** Chin to crown. */
  readonly head: number;
}

/** A point fixed to a bone. */
export interface BonePoint {
  readonly name: string;
  readonly joint: string;
  readonly at: Vec3;
}

/** A body's bones and the points on them that have names. */
export interface Skeleton {
  readonly linkage: Linkage;
  readonly measures: Measures;
  /** COCO's 17 keypoints first, in COCO's order, then the rest of the body. */
  readonly keypoints: readonly BonePoint[];
}

/** COCO's keypoints (Lin et al. 2014), in their order. */
export const COCO_KEYPOINTS = [
  "nose",
  "left_eye",
  "right_eye",
  "left_ear",
  "right_ear",
  "left_shoulder",
  "right_shoulder",
  "left_elbow",
  "right_elbow",
  "left_wrist",
  "right_wrist",
  "left_hip",
  "right_hip",
  "left_knee",
  "right_knee",
  "left_ankle",
  "right_ankle",
] as const;

/** Joints with a bone, in the order of the linkage: both sides of the body have the same, left first. */
export const JOINT = {
  pelvis: 0,
  spine: 1,
  chest: 2,
  neck: 3,
  head: 4,
  leftShoulder: 5,
  leftElbow: 6,
  leftWrist: 7,
  rightShoulder: 8,
  rightElbow: 9,
  rightWrist: 10,
  leftHip: 11,
  leftKnee: 12,
  leftAnkle: 13,
  leftToes: 14,
  rightHip: 15,
  rightKnee: 16,
  rightAnkle: 17,
  rightToes: 18,
} as const;

/** Joint angles that no pose leaves, radians: flexion of hinge joints. */
export const HINGE_LIMITS = {
  elbow: [0, 2.62],
  knee: [0, 2.7],
  /** Toes up positive. */
  ankle: [-0.96, 0.55],
} as const;

/**
 * Lengths as shares of the standing height: Drillis and Contini, "Body Segment Parameters" (1966), as
 * in Winter, "Biomechanics and Motor Control of Human Movement", figure 4.1. Heights are above the
 * ground. The joints of shoulders and hips lie within the breadths of the shoulders (25.9 %) and the hips
 * (19.1 %), the former a little below the shoulders' height (81.8 %); the foot is parted in the usual way.
 */
const SHARE = {
  ankleHeight: 0.039,
  shank: 0.246,
  thigh: 0.245,
  shoulderHeight: 0.803,
  chinHeight: 0.87,
  halfShoulders: 0.117,
  halfHips: 0.052,
  upperArm: 0.186,
  forearm: 0.146,
  hand: 0.108,
  heel: 0.042,
  ball: 0.068,
  toes: 0.042,
} as const;

/**
 * The skeleton of a body that stands upright with hanging arms, at rest: every bone's frame is the
 * body's (x forward, y left, z up) with its origin at the joint.
 *
 * Of a child's height the head takes more: linear from an adult's 13 % at sixteen years to 18 % at
 * three; the rest of the body keeps its proportions.
 *
 * @throws {RangeError} If the height is not 1.0 to 2.0 m.
 *
 * @example
 * ```ts
 * import { createSkeleton } from "./skeleton.ts";
 * const body = { height: 1.75, age: 30, girth: 1, shoulders: 1, hips: 1 };
 * createSkeleton(body).linkage.names.length; // 19
 * ```
 */
export function createSkeleton(physique: Physique): Skeleton {
  const { height, age, shoulders, hips } = physique;
  if (!(height >= 1 && height <= 2)) {
    throw new RangeError(`Cannot make a skeleton ${height} m tall: wanted 1.0 to 2.0 m`);
  }
  const young = Math.max(0, Math.min(1, (16 - age) / 13));
  const head = height * (1 - SHARE.chinHeight + 0.05 * young);
  // What lies below the chin shares what is left of the height.
  const unit = (height - head) / SHARE.chinHeight;
  const hipHeight = unit * (SHARE.ankleHeight + SHARE.shank + SHARE.thigh);
  const halfHips = unit * SHARE.halfHips * hips;
  const halfShoulders = unit * SHARE.halfShoulders * shoulders;
  const chest = 0.672 * unit;
  const neck = 0.828 * unit;
  // The skull turns on the spine a little above the chin.
  const skull = height - 0.88 * head;
  const joints: Joint[] = [
    { name: "pelvis", at: [0, 0, 0] },
    { name: "spine", parent: "pelvis", at: [-0.01 * unit, 0, 0.055 * unit] },
    { name: "chest", parent: "spine", at: [0, 0, chest - hipHeight - 0.055 * unit] },
    { name: "neck", parent: "chest", at: [0, 0, neck - chest] },
    { name: "head", parent: "neck", at: [0.012 * unit, 0, skull - neck] },
  ];
  for (const [side, sign] of [["left", 1], ["right", -1]] as const) {
    joints.push(
      {
        name: `${side}_shoulder`,
        parent: "chest",
        at: [0, sign * halfShoulders, unit * SHARE.shoulderHeight - chest],
      },
      { name: `${side}_elbow`, parent: `${side}_shoulder`, at: [0, 0, -unit * SHARE.upperArm] },
      { name: `${side}_wrist`, parent: `${side}_elbow`, at: [0, 0, -unit * SHARE.forearm] },
    );
  }
  for (const [side, sign] of [["left", 1], ["right", -1]] as const) {
    joints.push(
      { name: `${side}_hip`, parent: "pelvis", at: [0, sign * halfHips, 0] },
      { name: `${side}_knee`, parent: `${side}_hip`, at: [0, 0, -unit * SHARE.thigh] },
      { name: `${side}_ankle`, parent: `${side}_knee`, at: [0, 0, -unit * SHARE.shank] },
      {
        name: `${side}_toes`,
        parent: `${side}_ankle`,
        at: [unit * SHARE.ball, 0, -0.65 * unit * SHARE.ankleHeight],
      },
    );
  }
  const measures: Measures = {
    height,
    leg: unit * (SHARE.thigh + SHARE.shank),
    hipHeight,
    halfHips,
    ankle: unit * SHARE.ankleHeight,
    heel: unit * SHARE.heel,
    ball: unit * SHARE.ball,
    toes: unit * SHARE.toes,
    head,
  };
  return { linkage: new Linkage(joints), measures, keypoints: keypointsOf(measures, unit) };
}

function keypointsOf({ head, ankle, heel, toes }: Measures, unit: number): BonePoint[] {
  const face = (name: string, x: number, y: number, z: number): BonePoint => ({
    name,
    joint: "head",
    at: [x * head, y * head, z * head],
  });
  const joint = (name: string): BonePoint => ({ name, joint: name, at: [0, 0, 0] });
  const pair = (name: string) => [joint(`left_${name}`), joint(`right_${name}`)];
  const both = (name: string, bone: string, at: Vec3): BonePoint[] => [
    { name: `left_${name}`, joint: `left_${bone}`, at },
    { name: `right_${name}`, joint: `right_${bone}`, at },
  ];
  return [
    face("nose", 0.48, 0, 0.26),
    face("left_eye", 0.385, 0.137, 0.4),
    face("right_eye", 0.385, -0.137, 0.4),
    face("left_ear", -0.01, 0.33, 0.33),
    face("right_ear", -0.01, -0.33, 0.33),
    ...pair("shoulder"),
    ...pair("elbow"),
    ...pair("wrist"),
    ...pair("hip"),
    ...pair("knee"),
    ...pair("ankle"),
    joint("pelvis"),
    joint("spine"),
    joint("chest"),
    joint("neck"),
    face("head_top", 0, 0, 0.88),
    ...both("hand", "wrist", [0, 0, -0.6 * unit * SHARE.hand]),
    ...both("heel", "ankle", [-heel, 0, -ankle]),
    ...both("toes", "toes", [toes, 0, -0.35 * ankle]),
  ];
}
