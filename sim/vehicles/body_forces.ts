import { type BodyShape, GRAVITY, type RigidBodyPhysics } from "../physics/rigid_body.ts";
import { type Terrain } from "../terrain/terrain.ts";
import { type DrivingGround } from "./driving_ground.ts";

/** What a body feels besides its wheels. */
export interface HullDesign {
  readonly shape: BodyShape;
  /** The most that the ground pushes at one of its corners, as a multiple of its weight. */
  readonly scrapeLimit: number;
  /** Resistance of water per metre of depth, N s/m. */
  readonly waterDrag: number;
  /** Half the density of air times drag coefficient and frontal area, N s^2/m^2. */
  readonly airDrag: number;
}

/** The stiffnesses and dampings below are those of a body of this mass, kg; others in proportion. */
const REFERENCE_MASS = 75;
/** Upright beyond this cosine, only the lower corners of a hull may touch the ground. */
const UPRIGHT = 0.8;
/** Corners of the hull that touch the ground: N/m, N s/m, and friction. */
const SCRAPE = { stiffness: 25_000, damping: 900, friction: 0.5 } as const;
/** The soft wall at the boundary: N/m and N s/m. */
const WALL = { stiffness: 2500, damping: 600 } as const;
const CENTRED = [0, 0, 0] as const;
/** How far the soft wall stands before the edge of the ground, metres. */
const EDGE = 6;

/** Distance from the middle, along x and y, at which a soft wall pushes vehicles back, metres. */
export function boundaryOf({ size }: Pick<Terrain, "size">): number {
  return size / 2 - EDGE;
}

/**
 * Forces on the hull besides its wheels': ground under its corners where `mayTouch`, water, air, and
 * the soft wall around the world. `axes` holds the rows of the rotation from body to world.
 */
export function pushHull(
  physics: RigidBodyPhysics,
  ground: DrivingGround,
  hull: HullDesign,
  axes: Float64Array,
  mayTouch: boolean,
): void {
  if (mayTouch) scrape(physics, ground.terrain, hull, axes);
  wade(physics, ground, hull.waterDrag);
  if (hull.airDrag > 0) fan(physics, hull.airDrag);
  pushInside(physics, hull.shape.mass, boundaryOf(ground.terrain));
}

/** How stiff a corner of a hull of that mass is against the ground, N/m. */
export function hullStiffness(mass: number): number {
  return SCRAPE.stiffness * (mass / REFERENCE_MASS);
}

function scrape(
  physics: RigidBodyPhysics,
  terrain: Terrain,
  { shape: { mass, halfExtents: [ex, ey, ez], middle = CENTRED }, scrapeLimit }: HullDesign,
  a: Float64Array,
): void {
  const { position: p, velocity: v, angularVelocity: w } = physics.state;
  const stiffness = hullStiffness(mass), damping = SCRAPE.damping * (mass / REFERENCE_MASS);
  const most = scrapeLimit * mass * GRAVITY;
  // Upright, the upper four are far from the ground.
  const corners = a[8]! > UPRIGHT ? 4 : 8;
  for (let corner = 0; corner < corners; corner++) {
    const bx = middle[0] + (corner & 1 ? ex : -ex);
    const by = middle[1] + (corner & 2 ? ey : -ey);
    const bz = middle[2] + (corner & 4 ? ez : -ez);
    const rx = a[0]! * bx + a[1]! * by + a[2]! * bz;
    const ry = a[3]! * bx + a[4]! * by + a[5]! * bz;
    const rz = a[6]! * bx + a[7]! * by + a[8]! * bz;
    const x = p[0]! + rx, y = p[1]! + ry, z = p[2]! + rz;
    const depth = terrain.height(x, y) - z;
    if (depth <= 0) continue;
    const vx = v[0]! + w[1]! * rz - w[2]! * ry;
    const vy = v[1]! + w[2]! * rx - w[0]! * rz;
    const vz = v[2]! + w[0]! * ry - w[1]! * rx;
    const push = Math.max(0, Math.min(most, stiffness * depth - damping * vz));
    // Coulomb's limit, made viscous near rest so that it never reverses the motion.
    const drag = Math.min(damping, SCRAPE.friction * push / (Math.hypot(vx, vy) + 1e-6));
    physics.applyForce(-drag * vx, -drag * vy, push, x, y, z);
  }
}

function wade(physics: RigidBodyPhysics, ground: DrivingGround, waterDrag: number): void {
  const { position: p, velocity: v } = physics.state;
  const depth = ground.waterDepthAt(p[0]!, p[1]!);
  if (depth <= 0) return;
  const drag = waterDrag * Math.min(1, depth);
  physics.applyForce(-drag * v[0]!, -drag * v[1]!, -drag * v[2]!, p[0]!, p[1]!, p[2]!);
}

/** Still air against the motion, at the centre of mass. */
function fan(physics: RigidBodyPhysics, airDrag: number): void {
  const { position: p, velocity: v } = physics.state;
  const drag = airDrag * Math.hypot(v[0]!, v[1]!, v[2]!);
  physics.applyForce(-drag * v[0]!, -drag * v[1]!, -drag * v[2]!, p[0]!, p[1]!, p[2]!);
}

/** A spring beyond the boundary that pushes inwards, and never pulls. */
function pushInside(physics: RigidBodyPhysics, mass: number, boundary: number): void {
  const { position: p, velocity: v } = physics.state;
  const fx = wallForce(p[0]!, v[0]!, mass, boundary);
  const fy = wallForce(p[1]!, v[1]!, mass, boundary);
  if (fx !== 0 || fy !== 0) physics.applyForce(fx, fy, 0, p[0]!, p[1]!, p[2]!);
}

function wallForce(at: number, speed: number, mass: number, boundary: number): number {
  const beyond = Math.abs(at) - boundary;
  if (beyond <= 0) return 0;
  const outwards = Math.sign(at);
  const push = WALL.stiffness * beyond + WALL.damping * Math.max(0, outwards * speed);
  return -outwards * push * (mass / REFERENCE_MASS);
}
