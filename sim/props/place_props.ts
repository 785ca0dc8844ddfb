import { type Random, randomStream } from "../random.ts";
import { GradientNoise } from "../terrain/gradient_noise.ts";
import { besidePath, type GroundPatch } from "../terrain/ground_patches.ts";
import { type Path } from "../terrain/path.ts";
import { type Pond } from "../terrain/pond.ts";
import { type Terrain, WORLD_SIZE } from "../terrain/terrain.ts";
import { createProp, type Prop, type PropKind } from "./prop.ts";
import { PropIndex } from "./prop_index.ts";

/** A disc on the path that nothing but grass may stand on; `yaw` is the path's heading there. */
export interface Clearing {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly radius: number;
}

/** The ground that props are placed on. */
export interface Site {
  readonly seed: number;
  readonly terrain: Terrain;
  readonly path: Path;
  readonly ponds: readonly Pond[];
  readonly patches: readonly GroundPatch[];
  readonly clearings: readonly Clearing[];
}

/** Nothing solid stands closer to the track's edge: a rover 0.7 m wide passes freely. */
const PATH_MARGIN = 0.7;
/** The steepest ground that anything stands on, rise over run. */
const MAX_SLOPE = 0.5;
/** Spacing of the jittered grid of trees, and wavelength of woods, metres. */
const TREE_SPACING = 3.5;
const WOODS_WAVELENGTH = 42;

/** Furnishes the world: woods with bushes at their edge, boulder groups, thickets, tall grass. */
export function placeProps(site: Site): { props: readonly Prop[]; index: PropIndex } {
  const planter = new Planter(site);
  plantWoods(planter, site);
  pileBoulders(planter, site);
  plantThickets(planter, site);
  growTallGrass(planter, site);
  return planter;
}

class Planter {
  readonly props: Prop[] = [];
  readonly index = new PropIndex();
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  /** Places a prop unless something is in its way; says whether it did. */
  plant(
    kind: PropKind,
    variant: number,
    [x, y]: readonly [number, number],
    scale: number,
    random: Random,
    gap = 0,
  ): boolean {
    const yaw = 2 * Math.PI * random();
    const { terrain, path, ponds, clearings } = this.#site;
    const half = WORLD_SIZE / 2 - 1;
    if (Math.abs(x) > half || Math.abs(y) > half) return false;
    const placement = { kind, variant, x, y, yaw, scale };
    const prop = createProp(placement, this.props.length, terrain.height(x, y));
    const solid = prop.radius > 0;
    // Tall grass may lean over the track's edge but leaves its middle bare.
    const margin = solid
      ? path.halfWidth + PATH_MARGIN + prop.radius + Math.max(0, gap)
      : path.halfWidth - 0.2;
    if (path.distance(x, y) < margin) return false;
    for (const pond of ponds) {
      if (prop.z < pond.level + 0.05 && Math.hypot(pond.x - x, pond.y - y) < pond.radius) {
        return false;
      }
    }
    if (solid) {
      for (const clearing of clearings) {
        const distance = Math.hypot(clearing.x - x, clearing.y - y);
        if (distance < clearing.radius + prop.radius) return false;
      }
      const [dx, dy] = terrain.gradient(x, y);
      if (Math.hypot(dx, dy) > MAX_SLOPE) return false;
    }
    let crowded = false;
    this.index.eachNear(x, y, prop.radius + gap + 2, (other) => {
      if (!solid && other.radius === 0) return;
      const distance = Math.hypot(other.x - x, other.y - y);
      if (distance < prop.radius + other.radius + (solid && other.radius > 0 ? gap : 0)) {
        crowded = true;
      }
    });
    if (crowded) return false;
    this.props.push(prop);
    this.index.add(prop);
    return true;
  }
}

/** Trees stand where a slow noise is high; a second noise says which kind of wood it is. */
function plantWoods(planter: Planter, { seed, path }: Site): void {
  const random = randomStream(seed, "props/woods");
  const density = new GradientNoise(random);
  const blend = new GradientNoise(random);
  const half = WORLD_SIZE / 2;
  for (let gridY = -half; gridY < half; gridY += TREE_SPACING) {
    for (let gridX = -half; gridX < half; gridX += TREE_SPACING) {
      const x = gridX + TREE_SPACING * random();
      const y = gridY + TREE_SPACING * random();
      const chance = random();
      const wood = density.value(x / WOODS_WAVELENGTH, y / WOODS_WAVELENGTH) +
        0.25 * density.value(x / 13 + 40, y / 13);
      // Woods close in on the path here and there but leave room to drive around a tree.
      const edge = path.distance(x, y) < path.halfWidth + 2.5 ? 0.75 : 0.36;
      const scale = 0.7 + 0.6 * random();
      const kind = blend.value(x / 60, y / 60) + 0.3 * (random() - 0.5);
      const variant = kind < -0.12 ? 1 : kind < 0.22 ? 0 : 2;
      if (wood > edge && chance < 0.85) {
        planter.plant("tree", variant, [x, y], scale, random, 0.9);
      } else if (wood > edge - 0.14 && chance < 0.3) {
        planter.plant("bush", variant, [x, y], scale, random, 0.5);
      } else if (chance < 0.006) {
        planter.plant("tree", variant, [x, y], scale * 1.1, random, 1.2);
      }
    }
  }
}

/** Groups of boulders on and around rock, and some alone beside the path. */
function pileBoulders(planter: Planter, { seed, path, patches }: Site): void {
  const random = randomStream(seed, "props/boulders");
  const pile = (x: number, y: number, spread: number, count: number) => {
    for (let k = 0; k < count; k++) {
      const angle = 2 * Math.PI * random();
      const radius = spread * Math.sqrt(random());
      const scale = 0.6 + 1.4 * random() ** 2;
      const at = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
      planter.plant("boulder", Math.floor(3 * random()), at, scale, random);
    }
  };
  for (const patch of patches) {
    if (patch.ground === "rock") {
      pile(patch.x, patch.y, patch.length + 2.5, 4 + Math.floor(5 * random()));
    }
  }
  for (let k = 0; k < 66; k++) {
    const [x, y] = besidePath(path, k < 48 ? 6 : 50, random);
    pile(x, y, 2.2, 1 + Math.floor(3 * random()));
  }
}

/** Thickets of bushes in the open, most of them near the path. */
function plantThickets(planter: Planter, { seed, path }: Site): void {
  const random = randomStream(seed, "props/thickets");
  for (let k = 0; k < 58; k++) {
    const [x, y] = besidePath(path, k < 42 ? 9 : 60, random);
    const variant = Math.floor(3 * random());
    const count = 2 + Math.floor(5 * random());
    for (let n = 0; n < count; n++) {
      const angle = 2 * Math.PI * random();
      const radius = 2.6 * Math.sqrt(random());
      const at = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
      planter.plant("bush", variant, at, 0.7 + 0.7 * random(), random, -0.15);
    }
  }
}

/** Patches of tall grass, dense in the middle; they hide the ground but not what blocks. */
function growTallGrass(planter: Planter, { seed, path }: Site): void {
  const random = randomStream(seed, "props/tall_grass");
  for (let k = 0; k < 44; k++) {
    const [x, y] = besidePath(path, k < 32 ? 8 : 60, random);
    const variant = Math.floor(3 * random());
    const spread = 1.8 + 2.4 * random();
    const count = Math.round(2.1 * spread * spread);
    for (let n = 0; n < count; n++) {
      const angle = 2 * Math.PI * random();
      const radius = spread * Math.sqrt(random());
      const at = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
      planter.plant("tall_grass", variant, at, 0.75 + 0.5 * random(), random);
    }
  }
}
