import { type ActorGroup } from "../../sim/actors/actor.ts";
import { type Block } from "../../sim/block.ts";
import { type LabelName, labelNamed } from "../../sim/labels.ts";
import { type Landscape } from "../../sim/landscape.ts";
import { type Prop } from "../../sim/props/prop.ts";
import { PropIndex } from "../../sim/props/prop_index.ts";
import { edgeNoise } from "../../sim/terrain/edge_noise.ts";
import { OFFROAD_SIZE, type Surface, type Terrain } from "../../sim/terrain/terrain.ts";
import { type RoadNetwork } from "../../sim/roads/road_network.ts";
import { type VehicleKind } from "../../sim/vehicles/vehicle.ts";
import { World } from "../../sim/world.ts";

/** What a plane world is made of. */
export interface PlaneOptions {
  /** Slope of the ground, degrees; it rises along +x. */
  readonly slopeDeg?: number;
  readonly label?: LabelName;
  readonly props?: readonly Prop[];
  readonly blocks?: readonly Block[];
  /** Depth of the water over all of it, metres. */
  readonly flood?: number;
  /** Side of the world, metres. */
  readonly size?: number;
  /** Kerbs across the plane: the ground is `height` metres higher from each `x` on, over 0.1 m. */
  readonly kerbs?: readonly { readonly x: number; readonly height: number }[];
}

/** A plane world and who is in it. */
export interface PlaneWorldOptions extends PlaneOptions {
  /** Heading of the vehicle, which stands at `(x, 0)`. */
  readonly yaw?: number;
  readonly x?: number;
  readonly vehicle?: VehicleKind;
  readonly actors?: readonly ActorGroup[];
  readonly weather?: string;
  readonly hour?: number;
}

/** Width over which a kerb rises, metres. */
const KERB = 0.1;

/** A plane that rises along +x, of one ground class: laws of motion have closed forms on it. */
export function planeLandscape(options: PlaneOptions = {}): Landscape {
  const {
    slopeDeg = 0,
    label = "grass",
    props = [],
    blocks = [],
    size = OFFROAD_SIZE,
    kerbs,
    flood = 0,
  } = options;
  const rise = Math.tan(slopeDeg * Math.PI / 180);
  const surface = (x: number, out: Surface): Surface => {
    out.z = rise * x;
    out.dx = rise;
    out.dy = 0;
    for (const kerb of kerbs ?? []) {
      const t = Math.max(0, Math.min(1, (x - kerb.x) / KERB));
      out.z += kerb.height * t;
      if (t > 0 && t < 1) out.dx += kerb.height / KERB;
    }
    return out;
  };
  const scratch: Surface = { z: 0, dx: 0, dy: 0 };
  const terrain: Terrain = {
    // Laws at high speed need more room than any landscape has.
    size: size as Terrain["size"],
    height: (x) => surface(x, scratch).z,
    gradient: (x) => [surface(x, scratch).dx, 0],
    surface: (x, _y, out) => surface(x, out),
    normal(x) {
      const { dx } = surface(x, scratch);
      const norm = Math.sqrt(1 + dx * dx);
      return [-dx / norm, 0, 1 / norm];
    },
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
    ponds: flood > 0
      ? [{ x: 0, y: 0, radius: size, level: flood, shore: size, depth: flood, reach: size }]
      : [],
    props,
    propIndex: new PropIndex(props),
    blocks,
    roads: kerbs ? KERBED : null,
  };
}

/** Where there are kerbs there are roads; nothing in a plane world asks for more than how far. */
const KERBED = { distance: () => 0 } as Pick<RoadNetwork, "distance"> as RoadNetwork;

/** A vehicle on a plane, settled on its springs: the rover unless another is asked for. */
export function planeWorld(options: PlaneWorldOptions = {}): World {
  const { x = 0, yaw = 0, hour = 12, vehicle, actors, weather } = options;
  const world = new World({
    landscape: planeLandscape(options),
    start: { x, y: 0, yaw },
    goal: { x: 100, y: 100, radius: 1 },
    hour,
    ...(vehicle && { vehicle }),
    ...(actors && { actors }),
    ...(weather && { weather }),
  });
  for (let k = 0; k < 60; k++) world.step({ linear: 0, angular: 0, brake: true });
  return world;
}
