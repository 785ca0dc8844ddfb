import { type Post } from "../post.ts";
import { type Block } from "../block.ts";
import { type Vec3 } from "../pose.ts";
import { type Placement } from "../props/prop.ts";
import { type Random, randomStream } from "../random.ts";
import { type RoadEdge } from "../roads/road_layout.ts";
import { type RoadNetwork } from "../roads/road_network.ts";
import { type Terrain } from "../terrain/terrain.ts";
import { Site } from "./site.ts";
import { type SignDesign } from "./signs/sign.ts";
import {
  type Building,
  type Furniture,
  type FurnitureKind,
  type SignalHead,
  type StreetLight,
  type Streets,
} from "./streets.ts";

/** What of a piece of furniture stops a vehicle, at size 1: a post, a box, or nothing. */
const SOLIDS: Readonly<
  Record<FurnitureKind, { radius: number; height: number } | { half: Vec3 } | null>
> = {
  street_lamp: { radius: 0.1, height: 6.2 },
  highway_lamp: { radius: 0.1, height: 10.5 },
  bollard: { radius: 0.09, height: 0.85 },
  bench: { half: [0.27, 0.85, 0.42] },
  litter_bin: { radius: 0.24, height: 0.95 },
  bus_shelter: { half: [0.72, 1.85, 1.2] },
  hydrant: { radius: 0.13, height: 0.78 },
  post_box: { half: [0.18, 0.26, 0.68] },
  wooden_fence: { half: [0.5, 0.05, 0.52] },
  hedge: { half: [0.5, 0.34, 0.62] },
  guard_rail: { half: [0.5, 0.1, 0.38] },
  reflector_post: { radius: 0.06, height: 1 },
  sign_post: { radius: 0.04, height: 1 },
  signal_post: { radius: 0.07, height: 3.3 },
  signal_head: null,
  pedestrian_head: null,
  mast: { radius: 0.17, height: 1 },
  beam: null,
  planter: { half: [0.5, 0.5, 0.42] },
};

/** A place along a road. */
export interface EdgePoint {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
}

/** Collects what is built along the roads, and gives each its id. */
export class StreetBuilder {
  readonly network: RoadNetwork;
  readonly terrain: Terrain;
  readonly site: Site;
  readonly seed: number;
  readonly buildings: Building[] = [];
  readonly furniture: Furniture[] = [];
  readonly signs: Streets["signs"][number][] = [];
  readonly signalHeads: SignalHead[] = [];
  readonly blocks: Block[] = [];
  readonly posts: Post[] = [];
  readonly lights: StreetLight[] = [];
  readonly trees: Placement[] = [];
  #nextId: number;

  constructor(network: RoadNetwork, terrain: Terrain, seed: number, firstId: number) {
    this.network = network;
    this.terrain = terrain;
    this.seed = seed;
    this.site = new Site(network, terrain);
    this.#nextId = firstId;
  }

  /** A stream of its own for each purpose. */
  random(purpose: string): Random {
    return randomStream(this.seed, `streets/${purpose}`);
  }

  nextId(): number {
    return this.#nextId++;
  }

  /** Puts up a piece of furniture on the ground, and takes its ground. */
  furnish(
    kind: FurnitureKind,
    x: number,
    y: number,
    yaw: number,
    { size = [1, 1, 1], slope = 0, z = this.terrain.height(x, y) }: {
      readonly size?: Vec3;
      readonly slope?: number;
      readonly z?: number;
    } = {},
  ): Furniture {
    const piece = { id: this.nextId(), kind, x, y, z, yaw, size, slope };
    this.furniture.push(piece);
    const solid = SOLIDS[kind];
    if (solid && "radius" in solid) {
      const { radius, height } = solid;
      this.posts.push({ id: piece.id, x, y, z, radius, height: height * size[2] });
      this.site.take({ x, y, yaw, halfLength: radius, halfWidth: radius });
    } else if (solid) {
      const halfLength = solid.half[0] * size[0], halfWidth = solid.half[1] * size[1];
      const height = 2 * solid.half[2] * size[2];
      this.blocks.push({ id: piece.id, x, y, z, yaw, halfLength, halfWidth, height });
      this.site.take({ x, y, yaw, halfLength, halfWidth });
    }
    return piece;
  }

  /**
   * Puts up a sign; without a post it hangs where something else holds it.
   *
   * @param z Height of its middle in the world.
   * @param yaw Where its face looks.
   */
  sign(design: SignDesign, x: number, y: number, z: number, yaw: number): void {
    this.signs.push({ ...design, id: this.nextId(), x, y, z, yaw });
  }

  /**
   * Signs on a post (on two where a board is wide), the first at the top.
   *
   * @param low Height of the lowest edge above the ground.
   */
  signPost(designs: readonly SignDesign[], x: number, y: number, yaw: number, low = 2.1): void {
    const ground = this.terrain.height(x, y);
    const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
    // Plates hang before their posts.
    const front = 0.06;
    let edge = ground + low;
    for (const design of designs.toReversed()) {
      const middle = edge + design.height / 2;
      this.sign(design, x + front * cos, y + front * sin, middle, yaw);
      edge += design.height + 0.06;
    }
    const wide = Math.max(...designs.map(({ width }) => width));
    const sides = wide > 1.5 ? [-0.32 * wide, 0.32 * wide] : [0];
    for (const side of sides) {
      const [px, py] = [x - side * sin, y + side * cos];
      const foot = this.terrain.height(px, py);
      this.furnish("sign_post", px, py, yaw, { size: [1, 1, edge - 0.1 - foot] });
    }
  }

  streets(): Streets {
    const { buildings, furniture, signs, signalHeads, blocks, posts, lights, trees } = this;
    return { buildings, furniture, signs, signalHeads, blocks, posts, lights, trees };
  }
}

/**
 * Where slender posts stand, metres away from an edge's line: at the kerb, before where people walk; on
 * roads without pavement behind the shoulder.
 */
export function postLine({ kerbed, margin }: RoadEdge): number {
  return kerbed ? Math.min(0.3, 0.45 - margin) : 0.3;
}

/** The point of an edge at arc length `s`, and `away` metres from the road. */
export function edgePoint(edge: RoadEdge, s: number, away = 0): EdgePoint {
  const last = edge.x.length - 1;
  const k = Math.max(0, Math.min(last - 1, Math.floor(s / edge.spacing)));
  const t = Math.max(0, Math.min(1, s / edge.spacing - k));
  const mix = (line: Float64Array) => line[k]! + t * (line[k + 1]! - line[k]!);
  const yaw = mix(edge.yaw);
  const left = edge.roadSide === "left" ? -away : away;
  return {
    x: mix(edge.x) - left * Math.sin(yaw),
    y: mix(edge.y) + left * Math.cos(yaw),
    yaw,
  };
}
