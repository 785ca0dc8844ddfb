import { type BodyBox, type Landmark, type Part } from "../actors/actor.ts";
import { type Random } from "../random.ts";
import { type ArmPoseName } from "./arms.ts";
import { type Bearing } from "./posture.ts";
import { createSkeleton, type Physique, type Skeleton } from "./skeleton.ts";
import { dress, type Garment } from "./wardrobe.ts";

/** How a part of a body follows its bone: rigidly, or upright, or as cloth on the foremost or the hindmost leg. */
export type Mount = "bone" | "upright" | "fore" | "aft";

/** A body with everything it wears and carries. */
export interface Person {
  readonly skeleton: Skeleton;
  readonly physique: Physique;
  readonly bearing: Bearing;
  /** The pace it walks at when nothing is in the way, m/s. */
  readonly pace: number;
  readonly parts: readonly Part[];
  /** Joint that each part hangs from, and how. */
  readonly joints: Int16Array;
  readonly mounts: readonly Mount[];
  readonly landmarks: readonly Landmark[];
  readonly box: BodyBox;
  /** Half its breadth with its arms, metres. */
  readonly radius: number;
}

/** What a person may be drawn as. */
export interface PersonOptions {
  /** Whether it rains: some carry umbrellas, all wear more. */
  readonly rain?: boolean;
  /** Whether they are out in the country: no children, rucksacks. */
  readonly hiking?: boolean;
}

/**
 * A person as one meets in the street: age, sex, build, skin, hair, clothes and what is carried are
 * drawn. Walking speeds are those of U. Weidmann, "Transporttechnik der Fussgaenger" (1993): 1.34 m/s
 * with a deviation of 0.26, slower for short legs (equal Froude number) and old age.
 */
export function drawPerson(random: Random, options: PersonOptions = {}): Person {
  const { physique, female } = drawPhysique(random, options);
  const skeleton = createSkeleton(physique);
  const old = Math.max(0, Math.min(1, (physique.age - 58) / 25));
  const garments = dress({ physique, female, skeleton, random, ...options });
  const { hipHeight, height } = skeleton.measures;
  const usual = 1.34 + 0.26 * normal(random);
  const pace = Math.max(0.75, Math.min(1.85, usual * (1 - 0.28 * old))) *
    Math.sqrt(Math.min(1, hipHeight / 0.93));
  const parts = garments.pieces.map(({ part }) => part);
  const joints = Int16Array.from(
    garments.pieces,
    ({ joint }) => skeleton.linkage.index(joint),
  );
  const mounts = garments.pieces.map(({ mount = "bone" }) => mount);
  const [left, right] = garments.arms;
  const breadth = 0.27 * physique.girth * hipHeight / 0.93;
  return {
    skeleton,
    physique,
    bearing: {
      left,
      right,
      stoop: 0.32 * old * (0.4 + 0.6 * random()),
      offset: 2 * Math.PI * random(),
    },
    pace,
    parts,
    joints,
    mounts,
    landmarks: landmarksOf(skeleton, garments.pieces),
    // As long as a stride, arms swung.
    box: {
      centre: [0, 0, height / 2],
      halfExtents: [0.5 * height / 1.75, 0.34 * height / 1.75, height / 2],
    },
    radius: breadth,
  };
}

function drawPhysique(
  random: Random,
  { hiking = false }: PersonOptions,
): { physique: Physique; female: boolean } {
  const kind = random();
  const female = random() < 0.5;
  const girth = Math.max(0.84, Math.min(1.32, 1 + 0.11 * normal(random)));
  const spread = normal(random);
  if (kind < 0.12 && !hiking) {
    const age = 4 + 9 * random();
    const height = Math.max(1, Math.min(1.6, 0.79 + 0.06 * age + 0.04 * spread));
    return {
      female,
      physique: { height, age, girth: 0.94 * girth, shoulders: 0.96, hips: 0.95 },
    };
  }
  const age = kind < 0.28 ? 62 + 22 * random() : 16 + 45 * random();
  const shrunk = Math.max(0, age - 60) * 0.0018;
  const mean = female ? 1.64 : 1.77;
  const height = Math.max(1.45, Math.min(2, mean + 0.068 * spread - shrunk));
  return {
    female,
    physique: {
      height,
      age,
      girth,
      shoulders: (female ? 0.93 : 1.03) * (0.97 + 0.06 * random()),
      hips: (female ? 1.06 : 0.97) * (0.97 + 0.06 * random()),
    },
  };
}

/** Each keypoint on the part that moves with its bone; where a bone has none, on its parent's. */
function landmarksOf(skeleton: Skeleton, pieces: readonly Garment[]): Landmark[] {
  const { linkage, keypoints } = skeleton;
  return keypoints.map(({ name, joint, at }) => {
    const own = pieces.findIndex((piece) => piece.joint === joint && !piece.mount);
    if (own >= 0) return { name, part: own, at };
    const index = linkage.index(joint);
    const parent = linkage.names[linkage.parents[index]!]!;
    const part = pieces.findIndex((piece) => piece.joint === parent && !piece.mount);
    const [x, y, z] = linkage.offsets.subarray(3 * index, 3 * index + 3);
    return { name, part, at: [x!, y!, z!] };
  });
}

/** A normal deviate (Box and Muller), kept within three deviations. */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return Math.max(-3, Math.min(3, radius * Math.cos(2 * Math.PI * random())));
}

/** Names of both arms' poses, left first. */
export type Arms = readonly [ArmPoseName, ArmPoseName];
