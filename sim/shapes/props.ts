import { type PropKind, propSize } from "../props/prop.ts";
import { type Random, randomStream } from "../random.ts";
import { distantTree } from "./props/distant_tree.ts";
import { fallenTrunk, stump } from "./props/dead_wood.ts";
import { reeds, tuft } from "./props/grasses.ts";
import { boulder, pillar, slab, snowBoulder } from "./props/rocks.ts";
import { agave, bush, fern, heather, pricklyPear, tumbleweed } from "./props/shrubs.ts";
import { acacia, palm, saguaro } from "./props/dry_trees.ts";
import { snowFir } from "./props/snow_fir.ts";
import { broadleaf, conifer, deadTree, willow } from "./props/trees.ts";
import { Shape } from "./shape.ts";

export { PART } from "./props/parts.ts";

/** Levels of detail of a kind: the shape up to that many metres from the eye, finest first. */
export const LEVEL_REACHES: Readonly<Record<PropKind, readonly number[]>> = {
  boulder: [10, 30, Infinity],
  bush: [11, 32, Infinity],
  tree: [16, 42, Infinity],
  tall_grass: [8, 22, 90],
  log: [12, 34, Infinity],
};

interface Making {
  readonly radius: number;
  readonly height: number;
  readonly halfLength: number;
  readonly level: number;
  readonly variant: number;
  readonly random: Random;
}

/** How each shape of a kind is made, by its name in `PROP_SIZES`: one line each. */
const MAKERS: Readonly<Record<PropKind, Readonly<Record<string, (s: Shape, m: Making) => void>>>> =
  {
    boulder: {
      block: (s, m) => boulder(s, m.radius, m.height, m.level, m.variant),
      hump: (s, m) => boulder(s, m.radius, m.height, m.level, m.variant),
      tooth: (s, m) => boulder(s, m.radius, m.height, m.level, m.variant),
      slab: (s, m) => slab(s, m.radius, m.height, m.level),
      pillar: (s, m) => pillar(s, m.radius, m.height, m.level),
      snow_boulder: (s, m) => snowBoulder(s, m.radius, m.height, m.level),
    },
    bush: {
      round: (s, m) => bush(s, m.radius, m.height, m.level, m.random),
      low: (s, m) => bush(s, m.radius, m.height, m.level, m.random),
      upright: (s, m) => bush(s, m.radius, m.height, m.level, m.random),
      agave: (s, m) => agave(s, m.radius, m.height, m.level, m.random),
      tumbleweed: (s, m) => tumbleweed(s, m.radius, m.height, m.level, m.random),
      fern: (s, m) => fern(s, m.radius, m.height, m.level, m.random),
      heather: (s, m) => heather(s, m.radius, m.height, m.level, m.random),
      prickly_pear: (s, m) => pricklyPear(s, m.radius, m.height, m.level, m.random),
    },
    tree: {
      broadleaf: (s, m) => broadleaf(s, m.radius, m.height, m.level, m.variant, m.random),
      conifer: (s, m) => conifer(s, m.radius, m.height, m.level, m.random),
      birch: (s, m) => broadleaf(s, m.radius, m.height, m.level, m.variant, m.random),
      dead: (s, m) => deadTree(s, m.radius, m.height, m.level, m.random),
      snow_fir: (s, m) => snowFir(s, m.radius, m.height, m.level, m.random),
      acacia: (s, m) => acacia(s, m.radius, m.height, m.level, m.random),
      palm: (s, m) => palm(s, m.radius, m.height, m.level, m.random),
      saguaro: (s, m) => saguaro(s, m.radius, m.height, m.level, m.random),
      willow: (s, m) => willow(s, m.radius, m.height, m.level, m.random),
    },
    tall_grass: {
      meadow: (s, m) => tuft(s, m.height, m.level, m.random),
      high: (s, m) => tuft(s, m.height, m.level, m.random),
      short: (s, m) => tuft(s, m.height, m.level, m.random),
      reeds: (s, m) => reeds(s, m.height, m.level, m.random),
    },
    log: {
      fallen: (s, m) => fallenTrunk(s, m.halfLength, m.height, m.level, m.random),
      stump: (s, m) => stump(s, m.radius, m.height, m.level, m.random),
    },
  };

/**
 * The shape of a kind and variant at a level of detail, at scale 1, its foot at the origin. Level 3 is for what
 * is a few pixels high, whatever the distance; that of most kinds is their level 2.
 *
 * @throws {RangeError} If the kind has no such variant.
 */
export function propShape(kind: PropKind, variant: number, level: number): Shape {
  if (level > 2) {
    const coarse = propShape(kind, variant, 2);
    return kind === "tree" ? distantTree(coarse) : coarse;
  }
  const random = randomStream(variant, `render/${kind}/${level}`);
  const { name, radius, height, halfLength = 0 } = propSize(kind, variant);
  const shape = new Shape();
  MAKERS[kind][name]!(shape, { radius, height, halfLength, level, variant, random });
  return shape;
}
