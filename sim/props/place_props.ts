import { type Biome, type Groups, type Plant, type Woods } from "../biomes/biome.ts";
import { type Block } from "../block.ts";
import { type Random, randomStream } from "../random.ts";
import { GradientNoise } from "../terrain/gradient_noise.ts";
import { besidePath, type GroundPatch } from "../terrain/ground_patches.ts";
import { type Path } from "../terrain/path.ts";
import { type Pond } from "../terrain/pond.ts";
import { type River } from "../terrain/river.ts";
import { OFFROAD_SIZE, type Terrain } from "../terrain/terrain.ts";
import { Planter } from "./planter.ts";
import { type Prop } from "./prop.ts";
import { type PropIndex } from "./prop_index.ts";

/** A disc on the path that nothing but grass may stand on; `yaw` is the path's heading there. */
export interface Clearing {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly radius: number;
}

/** A plant or rock that stands where it is wanted, whatever the path and the clearings say. */
export interface Fixture {
  readonly plant: Plant;
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** The ground that props are placed on. */
export interface Site {
  readonly seed: number;
  readonly biome: Biome;
  readonly terrain: Terrain;
  readonly path: Path;
  readonly ponds: readonly Pond[];
  readonly river: River | null;
  readonly patches: readonly GroundPatch[];
  readonly clearings: readonly Clearing[];
  readonly fixtures: readonly Fixture[];
}

/** Furnishes a world as its biome says: fixtures, woods with shrubs at their edge, rocks, groups of plants. */
export function placeProps(
  site: Site,
): { props: readonly Prop[]; index: PropIndex; blocks: readonly Block[] } {
  const planter = new Planter(site);
  const { biome, seed, fixtures } = site;
  const random = randomStream(seed, "props/fixtures");
  for (const { plant, x, y, scale } of fixtures) planter.fix(plant, [x, y], scale, random);
  plantWoods(planter, site, biome.woods);
  pileRocks(planter, site, biome.rocks);
  for (const groups of biome.groups) plantGroups(planter, site, groups);
  plantReeds(planter, site);
  return planter;
}

/** Trees stand where a slow noise is high; a second noise says which kind of wood it is. */
function plantWoods(planter: Planter, { seed, path }: Site, woods: Woods): void {
  const random = randomStream(seed, "props/woods");
  const density = new GradientNoise(random);
  const blend = new GradientNoise(random);
  const half = OFFROAD_SIZE / 2;
  for (let gridY = -half; gridY < half; gridY += woods.spacing) {
    for (let gridX = -half; gridX < half; gridX += woods.spacing) {
      const x = gridX + woods.spacing * random();
      const y = gridY + woods.spacing * random();
      const chance = random();
      const wood = density.value(x / woods.wavelength, y / woods.wavelength) +
        0.25 * density.value(x / 13 + 40, y / 13);
      // Woods close in on the path here and there but leave room to drive around a tree.
      const atPath = path.distance(x, y) < path.halfWidth + 2.5;
      const edge = atPath ? woods.edgeAtPath : woods.edge;
      const scale = 0.7 + 0.6 * random();
      const kind = blend.value(x / 60, y / 60) + 0.3 * (random() - 0.5);
      if (wood > edge && chance < woods.chance) {
        planter.plant(upTo(woods.trees, kind), [x, y], scale, random, woods.gap);
      } else if (wood > edge - woods.fringe && chance < woods.fringeChance) {
        planter.plant(upTo(woods.shrubs, kind), [x, y], scale, random, 0.5);
      } else if (chance < woods.lone) {
        planter.plant(upTo(woods.trees, kind), [x, y], scale * 1.1, random, 1.2);
      }
    }
  }
}

function upTo(rows: readonly (readonly [number, Plant])[], value: number): Plant {
  return (rows.find(([limit]) => value < limit) ?? rows.at(-1)!)[1];
}

/** Rocks on and around patches of rock, and some alone beside the path. */
function pileRocks(planter: Planter, { seed, path, patches }: Site, rocks: Groups): void {
  const random = randomStream(seed, `props/${rocks.name}`);
  const spread = rocks.spread[0];
  const pile = (x: number, y: number, reach: number, count: number) => {
    for (let k = 0; k < count; k++) plantMember(planter, rocks, null, x, y, reach, random);
  };
  for (const patch of patches) {
    if (patch.ground === "rock") {
      pile(patch.x, patch.y, patch.length + 2.5, 4 + Math.floor(5 * random()));
    }
  }
  for (let k = 0; k < rocks.count; k++) {
    const [x, y] = besidePath(path, rocks.beside[k < rocks.near ? 0 : 1], random);
    pile(x, y, spread, memberCount(rocks, spread, random));
  }
}

/** Groups of plants in the open, most of them near the path. */
function plantGroups(planter: Planter, { seed, path }: Site, groups: Groups): void {
  const random = randomStream(seed, `props/${groups.name}`);
  for (let k = 0; k < groups.count; k++) {
    const [x, y] = besidePath(path, groups.beside[k < groups.near ? 0 : 1], random);
    const plant = groups.mixed ? null : pick(groups.plants, random);
    const [least, range] = groups.spread;
    const spread = range > 0 ? least + range * random() : least;
    const count = memberCount(groups, spread, random);
    for (let n = 0; n < count; n++) {
      plantMember(planter, groups, plant, x, y, spread, random);
    }
  }
}

/** Belts of reeds where the water ends, along the river. */
function plantReeds(planter: Planter, { seed, biome, terrain, river }: Site): void {
  const { reeds } = biome;
  if (!reeds || !river) return;
  const random = randomStream(seed, "props/reeds");
  for (let k = 0; k < reeds.count; k++) {
    const start = (random() - 0.5) * OFFROAD_SIZE;
    const side = random() < 0.5 ? -1 : 1;
    const plant = pick(reeds.plants, random);
    const count = 8 + Math.floor(16 * random());
    for (let n = 0; n < count; n++) {
      const { x, y, yaw } = river.point(start + 0.42 * n + 0.6 * random());
      // Outwards from the middle to the first dry ground.
      let away = 0.5 * river.shore;
      const at = () => [x - side * Math.sin(yaw) * away, y + side * Math.cos(yaw) * away] as const;
      while (away < river.radius && terrain.height(...at()) < river.level + 0.06) away += 0.2;
      away += 0.9 * random() ** 2;
      planter.plant(plant, at(), 0.7 + 0.5 * random(), random);
    }
  }
}

function memberCount({ members }: Groups, spread: number, random: Random): number {
  if (typeof members === "number") return Math.round(members * spread * spread);
  return members[0] + Math.floor(members[1] * random());
}

/** One of a group somewhere in its disc; of a shape of its own where the group has none. */
function plantMember(
  planter: Planter,
  { plants, scale: [least, range, power = 1], gap = 0 }: Groups,
  plant: Plant | null,
  x: number,
  y: number,
  reach: number,
  random: Random,
): void {
  const angle = 2 * Math.PI * random();
  const radius = reach * Math.sqrt(random());
  const scale = least + range * random() ** power;
  const at = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
  planter.plant(plant ?? pick(plants, random), at, scale, random, gap);
}

function pick(plants: readonly Plant[], random: Random): Plant {
  return plants[Math.floor(plants.length * random())]!;
}
