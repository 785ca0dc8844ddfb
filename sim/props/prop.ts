import { gapTo } from "../block.ts";
import { ENTITY } from "../entity_ids.ts";
import { type PropPalette } from "./palette.ts";

/** What a prop is; also its label name. */
export type PropKind = "boulder" | "bush" | "tree" | "tall_grass" | "log";

/** Something that stands on the ground and stays there. */
export interface Prop {
  /** Entity id, 16 or more. */
  readonly id: number;
  readonly kind: PropKind;
  /** Shape within the kind: a row of `PROP_SIZES[kind]`. */
  readonly variant: number;
  readonly x: number;
  readonly y: number;
  /** Ground height under it, metres. */
  readonly z: number;
  readonly yaw: number;
  /** Size against the kind's usual one. */
  readonly scale: number;
  /** Radius that stops a vehicle, metres; 0 where it drives through or a block stops it. */
  readonly radius: number;
  /** Height above the ground, metres. */
  readonly height: number;
  /** Its colours; those of its shape if absent. */
  readonly palette?: PropPalette;
}

/** A shape of a kind and its usual size, metres. */
export interface PropSize {
  readonly name: string;
  /** Radius that stops a vehicle (a tree's trunk). */
  readonly radius: number;
  readonly height: number;
  /** Half the length along its yaw of what lies; a block of that length stops vehicles. */
  readonly halfLength?: number;
  /** Half the width of that block. */
  readonly halfWidth?: number;
  /** The steepest ground that it stands on, rise over run; 0.5 if absent. */
  readonly maxSlope?: number;
}

/** Shapes by kind, with their usual sizes. */
export const PROP_SIZES: Readonly<Record<PropKind, readonly PropSize[]>> = {
  boulder: [
    { name: "block", radius: 0.62, height: 0.85 },
    { name: "hump", radius: 0.7, height: 0.62 },
    { name: "tooth", radius: 0.55, height: 1.0 },
    { name: "slab", radius: 1.0, height: 0.42, maxSlope: 0.14 },
    { name: "pillar", radius: 0.75, height: 2.7, maxSlope: 0.3 },
    { name: "snow_boulder", radius: 0.72, height: 0.95 },
  ],
  bush: [
    { name: "round", radius: 0.62, height: 1.15 },
    { name: "low", radius: 0.7, height: 0.9 },
    { name: "upright", radius: 0.55, height: 1.45 },
    { name: "agave", radius: 0.5, height: 0.65 },
    { name: "tumbleweed", radius: 0.42, height: 0.8 },
    { name: "fern", radius: 0.4, height: 0.75 },
    { name: "heather", radius: 0.55, height: 0.48 },
    { name: "prickly_pear", radius: 0.45, height: 1.2 },
  ],
  tree: [
    { name: "broadleaf", radius: 0.26, height: 7 },
    { name: "conifer", radius: 0.22, height: 9 },
    { name: "birch", radius: 0.16, height: 7.5 },
    { name: "dead", radius: 0.22, height: 5.6 },
    { name: "snow_fir", radius: 0.24, height: 8 },
    { name: "acacia", radius: 0.2, height: 4.6 },
    { name: "palm", radius: 0.2, height: 6.4 },
    { name: "saguaro", radius: 0.3, height: 4.4 },
    { name: "willow", radius: 0.3, height: 6.2 },
  ],
  tall_grass: [
    { name: "meadow", radius: 0, height: 0.7 },
    { name: "high", radius: 0, height: 0.85 },
    { name: "short", radius: 0, height: 0.55 },
    { name: "reeds", radius: 0, height: 1.9 },
  ],
  log: [
    { name: "fallen", radius: 0, height: 0.5, halfLength: 1.7, halfWidth: 0.3 },
    { name: "stump", radius: 0.34, height: 0.55 },
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
  readonly palette?: PropPalette;
}

/** The size of scale 1 of a shape. @throws {RangeError} If the kind has no such variant. */
export function propSize(kind: PropKind, variant: number): PropSize {
  const size = PROP_SIZES[kind][variant];
  if (size) return size;
  throw new RangeError(
    `Cannot place a ${kind}: it has no variant ${variant}, only 0..${PROP_SIZES[kind].length - 1}`,
  );
}

/** Prop number `index` of the world, on ground of height `z`. */
export function createProp(placement: Placement, index: number, z: number): Prop {
  const size = propSize(placement.kind, placement.variant);
  return {
    ...placement,
    id: ENTITY.firstProp + index,
    z,
    radius: size.radius * placement.scale,
    height: size.height * placement.scale,
  };
}

/** Metres from a point to what of a prop stops whoever comes; infinite if nothing does. */
export function solidGap(prop: Prop, x: number, y: number): number {
  const { halfLength = 0, halfWidth = 0 } = propSize(prop.kind, prop.variant);
  if (halfLength > 0) {
    const { scale } = prop;
    const lying = { x: prop.x, y: prop.y, yaw: prop.yaw };
    return gapTo(
      { ...lying, halfLength: halfLength * scale, halfWidth: halfWidth * scale },
      x,
      y,
    );
  }
  return prop.radius > 0 ? Math.hypot(x - prop.x, y - prop.y) - prop.radius : Infinity;
}
