import { ENTITY } from "../entity_ids.ts";

/** What a prop is; also its label name. */
export type PropKind = "boulder" | "bush" | "tree" | "tall_grass";

/** Something that stands on the ground and stays there. */
export interface Prop {
  /** Entity id, 16 or more. */
  readonly id: number;
  readonly kind: PropKind;
  /** Shape within the kind, `0..2`; of trees 0 is broadleaf, 1 conifer, 2 birch. */
  readonly variant: number;
  readonly x: number;
  readonly y: number;
  /** Ground height under it, metres. */
  readonly z: number;
  readonly yaw: number;
  /** Size against the kind's usual one. */
  readonly scale: number;
  /** Radius that stops a vehicle, metres; 0 where it drives through. */
  readonly radius: number;
  /** Height above the ground, metres. */
  readonly height: number;
}

/** The usual size of a prop of scale 1, metres. */
export interface PropSize {
  /** Radius that stops a vehicle (a tree's trunk). */
  readonly radius: number;
  readonly height: number;
}

/** Usual sizes by kind and variant. */
export const PROP_SIZES: Readonly<Record<PropKind, readonly PropSize[]>> = {
  boulder: [
    { radius: 0.62, height: 0.85 },
    { radius: 0.7, height: 0.62 },
    { radius: 0.55, height: 1.0 },
  ],
  bush: [
    { radius: 0.62, height: 1.15 },
    { radius: 0.7, height: 0.9 },
    { radius: 0.55, height: 1.45 },
  ],
  tree: [
    { radius: 0.26, height: 7 },
    { radius: 0.22, height: 9 },
    { radius: 0.16, height: 7.5 },
  ],
  tall_grass: [
    { radius: 0, height: 0.7 },
    { radius: 0, height: 0.85 },
    { radius: 0, height: 0.55 },
  ],
};

/** Where and how a prop is to stand, before it has an id and the ground's height. */
export interface Placement {
  readonly kind: PropKind;
  readonly variant: number;
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly scale: number;
}

/** Prop number `index` of the world, on ground of height `z`. */
export function createProp(placement: Placement, index: number, z: number): Prop {
  const size = PROP_SIZES[placement.kind][placement.variant];
  if (!size) {
    throw new RangeError(
      `Cannot place a ${placement.kind}: it has no variant ${placement.variant}, only 0..2`,
    );
  }
  return {
    ...placement,
    id: ENTITY.firstProp + index,
    z,
    radius: size.radius * placement.scale,
    height: size.height * placement.scale,
  };
}
