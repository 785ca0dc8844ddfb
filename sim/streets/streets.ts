import { type Post } from "../post.ts";
import { type Block } from "../block.ts";
import { type Placement } from "../props/prop.ts";
import { type Vec3 } from "../pose.ts";
import { type Sign } from "./signs/sign.ts";

/** What walls are made of. */
export const FACADES = ["brick", "plaster", "concrete", "glass", "timber", "sheet"] as const;
/** One of {@link FACADES}. */
export type Facade = typeof FACADES[number];

/** What the ground floor of a front is: blank walls, a dwelling's door, shop windows, or gates. */
export const GROUND_FLOORS = ["blank", "house", "shop", "gates"] as const;
/** One of {@link GROUND_FLOORS}. */
export type GroundFloor = typeof GROUND_FLOORS[number];

/** How a building ends above: flat behind a parapet, or with slopes over its eaves. */
export type RoofKind = "flat" | "gabled" | "hipped";

/**
 * A building on a rectangle: `block` is its walls, to the eaves or the top of the parapet. Its length
 * lies along the street, its front to the left of that, at `yaw + pi / 2`.
 */
export interface Building {
  readonly id: number;
  readonly block: Block;
  /** Height of the ground at its front: where doors begin. */
  readonly ground: number;
  readonly storeys: number;
  /** Metres from floor to floor. */
  readonly storeyHeight: number;
  readonly facade: Facade;
  /** Linear RGB albedo of the walls. */
  readonly tint: Vec3;
  readonly groundFloor: GroundFloor;
  readonly roof: RoofKind;
  /** From the eaves to the ridge; 0 where flat. */
  readonly roofHeight: number;
  readonly roofTint: Vec3;
  readonly chimneys: number;
  /** Tells its windows and doors from its neighbours', `0..1`. */
  readonly pattern: number;
  /** Colour of awning and shop front, linear RGB. */
  readonly accent: Vec3;
}

/** Kinds of street furniture, each a shape of `sim/shapes/streets`. */
export const FURNITURE_KINDS = [
  "street_lamp",
  "highway_lamp",
  "bollard",
  "bench",
  "litter_bin",
  "bus_shelter",
  "hydrant",
  "post_box",
  "wooden_fence",
  "hedge",
  "guard_rail",
  "reflector_post",
  "sign_post",
  "signal_post",
  "signal_head",
  "pedestrian_head",
  "mast",
  "beam",
  "planter",
] as const;
/** One of {@link FURNITURE_KINDS}. */
export type FurnitureKind = typeof FURNITURE_KINDS[number];

/** A piece of street furniture. Its shape stands at the origin, faces x, and is sized along its own axes. */
export interface Furniture {
  readonly id: number;
  readonly kind: FurnitureKind;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
  /** Scale along its own axes. */
  readonly size: Vec3;
  /** How much it rises per metre along its own x axis: fences and rails follow the ground. */
  readonly slope: number;
}

/** A lamp that burns at night. */
export interface StreetLight {
  readonly x: number;
  readonly y: number;
  /** Height of the lamp in the world. */
  readonly z: number;
  /** Linear RGB of its light, its brightest channel 1. */
  readonly colour: Vec3;
  /** How far it lights the ground, metres. */
  readonly reach: number;
}

/** A signal head: what faces the traffic of an approach, or people at a crossing. */
export interface SignalHead {
  readonly id: number;
  readonly kind: "vehicle" | "pedestrian";
  /** Signal group of the lane graph. */
  readonly signal: number;
  /** Index of `RoadLayout.approaches`; -1 for people's. */
  readonly approach: number;
  /** Middle of its housing, and the way that its lamps face. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
}

/** Everything that was built along the roads of a landscape. */
export interface Streets {
  readonly buildings: readonly Building[];
  readonly furniture: readonly Furniture[];
  /** Exactly what every sign says and where: truth for whoever reads signs. */
  readonly signs: readonly Sign[];
  readonly signalHeads: readonly SignalHead[];
  /** What stops vehicles as a box: buildings, rails, fences, shelters. */
  readonly blocks: readonly Block[];
  /** What stops vehicles as a post. */
  readonly posts: readonly Post[];
  readonly lights: readonly StreetLight[];
  /** Trees along the streets: props that the landscape has yet to number. */
  readonly trees: readonly Placement[];
}
