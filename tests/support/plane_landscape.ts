import { type LabelName, labelNamed } from "../../sim/labels.ts";
import { type Landscape } from "../../sim/landscape.ts";
import { type Prop } from "../../sim/props/prop.ts";
import { PropIndex } from "../../sim/props/prop_index.ts";
import { edgeNoise } from "../../sim/terrain/edge_noise.ts";
import { type Terrain, WORLD_SIZE } from "../../sim/terrain/terrain.ts";
import { World } from "../../sim/world.ts";

/** What a plane world is made of. */
export interface PlaneOptions {
  /** Slope of the ground, degrees; it rises along +x. */
  readonly slopeDeg?: number;
  readonly label?: LabelName;
  readonly props?: readonly Prop[];
  /** Heading of the rover at the origin. */
  readonly yaw?: number;
}

/** A plane that rises along +x, of one ground class: laws of motion have closed forms on it. */
export function planeLandscape(
  { slopeDeg = 0, label = "grass", props = [] }: PlaneOptions = {},
): Landscape {
  const rise = Math.tan(slopeDeg * Math.PI / 180);
  const norm = Math.sqrt(1 + rise * rise);
  const terrain: Terrain = {
    size: WORLD_SIZE,
    height: (x) => rise * x,
    gradient: () => [rise, 0],
    surface(x, _y, out) {
      out.z = rise * x;
      out.dx = rise;
      out.dy = 0;
      return out;
    },
    normal: () => [-rise / norm, 0, 1 / norm],
  };
  const id = labelNamed(label).id;
  return {
    seed: 1,
    terrain,
    ground: {
      splat: { size: 512, data: new Uint8Array(512 * 512 * 4) },
      noise: edgeNoise(),
      edge: 0,
      classAt: () => id,
    },
    ponds: [],
    props,
    propIndex: new PropIndex(props),
    blocks: [],
    roads: null,
  };
}

/** A rover at the origin of a plane world, settled on its springs. */
export function planeWorld(options: PlaneOptions = {}): World {
  const world = new World({
    landscape: planeLandscape(options),
    start: { x: 0, y: 0, yaw: options.yaw ?? 0 },
    goal: { x: 100, y: 100, radius: 1 },
  });
  for (let k = 0; k < 60; k++) world.step({ linear: 0, angular: 0, brake: true });
  return world;
}
