import { type Footprint } from "../actors/footprints.ts";
import { type Block } from "../block.ts";
import { type Post } from "../post.ts";

/** Standard gravity, m/s^2. */
export const GRAVITY = 9.80665;

/** Where a rigid body is and how it moves. World frame; orientation scalar last. */
export interface BodyState {
  readonly position: Float64Array;
  readonly orientation: Float64Array;
  /** m/s, of the centre of mass. */
  readonly velocity: Float64Array;
  /** rad/s, world frame. */
  readonly angularVelocity: Float64Array;
}

/** A touch between the body and something that stands or moves. */
export interface Contact {
  /** Entity id of what was touched. */
  readonly entity: number;
  /** Where, in the body's frame, metres. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** How fast the two closed in on each other when the step began, m/s. */
  readonly approach: number;
}

/** Mass properties and collision box of a body; its origin is the centre of mass. */
export interface BodyShape {
  /** kg */
  readonly mass: number;
  /** Principal moments about x, y, z, kg m^2. */
  readonly inertia: readonly [number, number, number];
  /** Half extents of the collision box, metres. */
  readonly halfExtents: readonly [number, number, number];
  /** Its middle; the origin where not given. */
  readonly middle?: readonly [number, number, number];
}

/**
 * What a body may run into. Each query answers in an order that depends on nothing but the world, and
 * never names the body itself.
 */
export interface Obstacles {
  /** Upright things whose feet lie within `radius` metres of the point. */
  posts(x: number, y: number, radius: number): readonly Post[];
  /** Boxes that stand, any part of which may lie within `radius` metres of the point. */
  blocks(x: number, y: number, radius: number): readonly Block[];
  /** Calls `visit` with what moves and may lie within `radius` metres; the object is used again. */
  movers(x: number, y: number, radius: number, visit: (found: Footprint) => void): void;
}

/** A world with nothing to run into. */
export const NO_OBSTACLES: Obstacles = { posts: () => [], blocks: () => [], movers: () => {} };

/**
 * One rigid body under gravity among obstacles: what a vehicle needs of a physics engine. The ground
 * is no part of it: vehicles feel the analytic terrain through the forces they apply.
 */
export interface RigidBodyPhysics {
  /** The live state: reading it is free; `place` and `step` write it. */
  readonly state: BodyState;
  /** Touches of the last step. */
  readonly contacts: readonly Contact[];
  /** Puts the body somewhere, at rest. */
  place(
    position: readonly [number, number, number],
    orientation: readonly [number, number, number, number],
  ): void;
  /** Learns where the boxes are that stand or move within reach of the next `seconds`. */
  lookAround(seconds: number): void;
  /** Adds a force in newtons at a world point, until the next step. */
  applyForce(fx: number, fy: number, fz: number, x: number, y: number, z: number): void;
  /** Advances by `dt` seconds under the forces applied since the last step. */
  step(dt: number): void;
  /** Every number that later steps depend on, in a fixed order. */
  dynamicState(): readonly number[];
}

/** Makes the engine that moves a body of that shape among those obstacles. */
export type PhysicsMaker = (shape: BodyShape, obstacles: Obstacles) => RigidBodyPhysics;
