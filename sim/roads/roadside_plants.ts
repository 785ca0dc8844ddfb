import { type Block } from "../block.ts";
import { type Placement } from "../props/prop.ts";
import { type PropIndex } from "../props/prop_index.ts";
import { randomStream } from "../random.ts";
import { GradientNoise } from "../terrain/gradient_noise.ts";
import { type LayoutKind, ROAD_LANDSCAPE_SIZE as SIZE } from "./layouts/layout_kind.ts";
import { type JunctionDisc } from "./road_layout.ts";
import { type RoadSurface } from "./road_surface.ts";

/** What plants find. */
export interface PlantSite {
  readonly surface: RoadSurface;
  readonly blocks: readonly Block[];
  readonly taken: PropIndex;
}

/** Spacing of the jittered grid, and wavelength of woods, metres. */
const SPACING = 12;
const WAVELENGTH = 70;
/** From the road's land to a trunk, and to a bush, metres. */
const TREE_CLEAR = 5.5;
const BUSH_CLEAR = 4.5;
/** Nothing grows closer to a building, metres. */
const WALL_CLEAR = 2.5;

/** Plants the islands of roundabouts: a tree among bushes, clear of the traffic around them. */
export function plantIslands(
  seed: number,
  junctions: readonly JunctionDisc[],
  plant: (placement: Placement) => void,
): void {
  const random = randomStream(seed, "roads/islands");
  for (const { x, y, island } of junctions) {
    if (island < 5) continue;
    const variant = Math.floor(3 * random());
    plant({
      kind: "tree",
      variant,
      x,
      y,
      yaw: 2 * Math.PI * random(),
      scale: 0.9 + 0.3 * random(),
    });
    const count = 5 + Math.floor(4 * random());
    const shrub = Math.floor(3 * random());
    for (let k = 0; k < count; k++) {
      const angle = 2 * Math.PI * (k + 0.5 * random()) / count;
      const radius = (island - 3.2) * (0.45 + 0.45 * random());
      plant({
        kind: "bush",
        variant: shrub,
        x: x + radius * Math.cos(angle),
        y: y + radius * Math.sin(angle),
        yaw: angle,
        scale: 0.7 + 0.4 * random(),
      });
    }
  }
}

/** Trees and bushes away from roads: woods where a slow noise is high, some alone in the open. */
export function placeRoadsidePlants(
  seed: number,
  { woods }: LayoutKind,
  { surface, blocks, taken }: PlantSite,
  plant: (placement: Placement) => void,
): void {
  const random = randomStream(seed, "roads/plants");
  const density = new GradientNoise(random);
  const mixture = new GradientNoise(random);
  // A share of the land lies where noise, about normal with deviation 0.4, exceeds this.
  const edge = 0.75 - 1.7 * woods;
  for (let gridY = -SIZE / 2; gridY < SIZE / 2; gridY += SPACING) {
    for (let gridX = -SIZE / 2; gridX < SIZE / 2; gridX += SPACING) {
      const x = gridX + SPACING * random(), y = gridY + SPACING * random();
      const [chance, yaw, size] = [random(), 2 * Math.PI * random(), random()];
      const wood = density.value(x / WAVELENGTH, y / WAVELENGTH) +
        0.3 * density.value(x / 19 + 40, y / 19);
      const kind = mixture.value(x / 90, y / 90) + 0.4 * (size - 0.5);
      const variant = kind < -0.12 ? 1 : kind < 0.25 ? 0 : 2;
      if (Math.max(Math.abs(x), Math.abs(y)) > SIZE / 2 - 2) continue;
      const tree = wood > edge ? chance < 0.8 : chance < 0.05 * woods;
      const bush = !tree && wood > edge - 0.3 && chance < 0.45;
      if (!tree && !bush) continue;
      const clear = tree ? TREE_CLEAR : BUSH_CLEAR;
      if (surface.distance(x, y, clear) < clear || nearBlock(blocks, x, y)) continue;
      if (taken.near(x, y, 2.2).length > 0) continue;
      const scale = tree ? 0.75 + 0.75 * size : 0.7 + 0.7 * size;
      plant({ kind: tree ? "tree" : "bush", variant, x, y, yaw, scale });
    }
  }
}

function nearBlock(blocks: readonly Block[], x: number, y: number): boolean {
  return blocks.some((block) => {
    const cos = Math.cos(block.yaw), sin = Math.sin(block.yaw);
    const dx = x - block.x, dy = y - block.y;
    return Math.abs(dx * cos + dy * sin) < block.halfLength + WALL_CLEAR &&
      Math.abs(dy * cos - dx * sin) < block.halfWidth + WALL_CLEAR;
  });
}
