/** How an arm is carried, radians. */
export interface ArmPose {
  /** Upper arm forwards, outwards, and turned inwards about the upright. */
  readonly forward: number;
  readonly outward: number;
  readonly inward: number;
  readonly elbow: number;
  /** How much of the swing of a free arm is left, `0..1`. */
  readonly swing: number;
  /** What the head does meanwhile: nods down, and turns towards the arm. */
  readonly nod: number;
}

const REST: ArmPose = { forward: 0, outward: 0.09, inward: 0, elbow: 0.2, swing: 1, nod: 0 };

/** Ways to carry an arm, by name. One line each. */
export const ARM_POSES = {
  free: REST,
  /** Holds a bag by its handle. */
  bag: { ...REST, outward: 0.15, elbow: 0.1, swing: 0.3 },
  /** A telephone at the ear. */
  call: { forward: 0.62, outward: 0.5, inward: 0.75, elbow: 2.42, swing: 0.04, nod: 0.05 },
  /** Reads a telephone held before the chest. */
  read: { forward: 0.38, outward: 0.12, inward: 0.45, elbow: 1.75, swing: 0.05, nod: 0.5 },
  pocket: { forward: -0.35, outward: 0.3, inward: 0.25, elbow: 0.75, swing: 0.1, nod: 0 },
  umbrella: { forward: 0.3, outward: 0.15, inward: 0.3, elbow: 1.9, swing: 0.05, nod: 0 },
  /** Thumb under the strap of a rucksack. */
  strap: { forward: 0.3, outward: 0.2, inward: 0.35, elbow: 2.3, swing: 0.1, nod: 0 },
} as const satisfies Readonly<Record<string, ArmPose>>;

/** Name of a way to carry an arm. */
export type ArmPoseName = keyof typeof ARM_POSES;
