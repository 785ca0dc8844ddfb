import { GRAVITY, type RigidBodyPhysics } from "../physics/rigid_body.ts";
import { BOUNDARY, type Terrain } from "../terrain/terrain.ts";
import { ROVER } from "./rover_design.ts";

/** What a vehicle drives on. */
export interface DrivingGround {
  readonly terrain: Terrain;
  /** Label id of what a tyre touches there. */
  labelAt(x: number, y: number): number;
  /** Depth of the water there, metres; 0 on land. */
  waterDepthAt(x: number, y: number): number;
}

/** Chassis corners that touch the ground: N/m, N s/m, friction, and the most that one carries, N. */
const SCRAPE = {
  stiffness: 25_000,
  damping: 900,
  friction: 0.5,
  limit: 2 * ROVER.mass * GRAVITY,
} as const;
/** Resistance of water per metre of depth, N s/m. */
const WATER_DRAG = 350;
/** The soft wall at the boundary: N/m and N s/m. */
const WALL = { stiffness: 2500, damping: 600 } as const;

/**
 * Forces on the chassis besides its wheels': ground under its corners where `mayTouch`, water, and
 * the soft wall around the world. `axes` holds the rows of the rotation from body to world.
 */
export function pushBody(
  physics: RigidBodyPhysics,
  ground: DrivingGround,
  axes: Float64Array,
  mayTouch: boolean,
): void {
  if (mayTouch) scrape(physics, ground.terrain, axes);
  wade(physics, ground);
  pushInside(physics);
}

function scrape(physics: RigidBodyPhysics, terrain: Terrain, a: Float64Array): void {
  const { position: p, velocity: v, angularVelocity: w } = physics.state;
  const [ex, ey, ez] = ROVER.halfExtents;
  for (let corner = 0; corner < 8; corner++) {
    const bx = corner & 1 ? ex : -ex, by = corner & 2 ? ey : -ey, bz = corner & 4 ? ez : -ez;
    const rx = a[0]! * bx + a[1]! * by + a[2]! * bz;
    const ry = a[3]! * bx + a[4]! * by + a[5]! * bz;
    const rz = a[6]! * bx + a[7]! * by + a[8]! * bz;
    const x = p[0]! + rx, y = p[1]! + ry, z = p[2]! + rz;
    const depth = terrain.height(x, y) - z;
    if (depth <= 0) continue;
    const vx = v[0]! + w[1]! * rz - w[2]! * ry;
    const vy = v[1]! + w[2]! * rx - w[0]! * rz;
    const vz = v[2]! + w[0]! * ry - w[1]! * rx;
    const push = Math.max(
      0,
      Math.min(SCRAPE.limit, SCRAPE.stiffness * depth - SCRAPE.damping * vz),
    );
    // Coulomb's limit, made viscous near rest so that it never reverses the motion.
    const drag = Math.min(SCRAPE.damping, SCRAPE.friction * push / (Math.hypot(vx, vy) + 1e-6));
    physics.applyForce(-drag * vx, -drag * vy, push, x, y, z);
  }
}

function wade(physics: RigidBodyPhysics, ground: DrivingGround): void {
  const { position: p, velocity: v } = physics.state;
  const depth = ground.waterDepthAt(p[0]!, p[1]!);
  if (depth <= 0) return;
  const drag = WATER_DRAG * Math.min(1, depth);
  physics.applyForce(-drag * v[0]!, -drag * v[1]!, -drag * v[2]!, p[0]!, p[1]!, p[2]!);
}

/** A spring beyond the boundary that pushes inwards, and never pulls. */
function pushInside(physics: RigidBodyPhysics): void {
  const { position: p, velocity: v } = physics.state;
  const fx = wallForce(p[0]!, v[0]!);
  const fy = wallForce(p[1]!, v[1]!);
  if (fx !== 0 || fy !== 0) physics.applyForce(fx, fy, 0, p[0]!, p[1]!, p[2]!);
}

function wallForce(at: number, speed: number): number {
  const beyond = Math.abs(at) - BOUNDARY;
  if (beyond <= 0) return 0;
  const outwards = Math.sign(at);
  return -outwards * (WALL.stiffness * beyond + WALL.damping * Math.max(0, outwards * speed));
}
