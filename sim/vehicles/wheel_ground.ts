import { type Surface, type Terrain } from "../terrain/terrain.ts";

/** Where a wheel meets the ground. */
export interface Meeting {
  /** Metres from the wheel's middle at rest down the body's z axis to where a wheel would touch. */
  reach: number;
  /** The point of contact. */
  x: number;
  y: number;
  z: number;
  /** Unit normal of the contact, from the ground to the wheel. */
  nx: number;
  ny: number;
  nz: number;
}

/** A wheel as it looks for the ground; world frame. */
export interface Seeker {
  /** Middle of the wheel at rest. */
  hx: number;
  hy: number;
  hz: number;
  /** The body's z axis: the way the wheel moves. */
  ux: number;
  uy: number;
  uz: number;
  /** Its heading. */
  fx: number;
  fy: number;
  radius: number;
}

/** Below this cosine between strut and ground a wheel finds none: the vehicle lies on its side. */
const LEAST_COSINE = 0.2;
const surface: Surface = { z: 0, dx: 0, dy: 0 };

/**
 * The meeting with ground that is smooth over the wheel's length: along a ray from the hub down the
 * strut. False where there is none.
 */
export function meetSmooth(terrain: Terrain, seeker: Seeker, out: Meeting): boolean {
  const { hx, hy, hz, ux, uy, uz } = seeker;
  // Newton's method for the ray h - u t meets the ground; the ground is nearly plane over a
  // wheel's reach, so the second step is exact to microns.
  let reach = 0;
  for (let k = 0; k < 2; k++) {
    terrain.surface(hx - ux * reach, hy - uy * reach, surface);
    const steepness = uz - surface.dx * ux - surface.dy * uy;
    if (steepness < LEAST_COSINE) return false;
    reach += (hz - uz * reach - surface.z) / steepness;
  }
  const norm = 1 / Math.sqrt(1 + surface.dx * surface.dx + surface.dy * surface.dy);
  out.reach = reach;
  out.x = hx - ux * reach;
  out.y = hy - uy * reach;
  out.z = hz - uz * reach;
  out.nx = -surface.dx * norm;
  out.ny = -surface.dy * norm;
  out.nz = norm;
  return true;
}

/** Where along the wheel's length the ground is looked at first, shares of its radius. */
const SAMPLES = [0, -0.3, 0.3, -0.6, 0.6, -0.9, 0.9] as const;
/** Halvings of the samples' distance around the highest. */
const REFINEMENTS = 3;

/**
 * The meeting with ground that may step up within the wheel's length: the envelope of a round wheel,
 * `max over s of z(s) + sqrt(r^2 - s^2)`. A kerb's edge therefore lifts the wheel over its radius, and
 * pushes it back as well as up.
 */
export function meetStepped(terrain: Terrain, seeker: Seeker, out: Meeting): boolean {
  const { hx, hy, hz, uz, radius } = seeker;
  if (uz < LEAST_COSINE) return false;
  const length = Math.hypot(seeker.fx, seeker.fy) || 1;
  const fx = seeker.fx / length, fy = seeker.fy / length;
  const topAt = (share: number) => {
    const s = share * radius;
    return terrain.height(hx + s * fx, hy + s * fy) + radius * Math.sqrt(1 - share * share);
  };
  let best = 0, top = -Infinity;
  for (const share of SAMPLES) {
    const here = topAt(share);
    if (here > top) best = share, top = here;
  }
  let around = 0.15;
  for (let k = 0; k < REFINEMENTS; k++, around /= 2) {
    const middle = best;
    for (const share of [middle - around, middle + around]) {
      if (Math.abs(share) > 0.99) continue;
      const here = topAt(share);
      if (here > top) best = share, top = here;
    }
  }
  const s = best * radius;
  terrain.surface(hx + s * fx, hy + s * fy, surface);
  // Along the wheel the normal leads to its middle; across it, it follows the ground.
  const rise = Math.sqrt(1 - best * best);
  const across = rise * (surface.dy * fx - surface.dx * fy);
  const norm = 1 / Math.sqrt(1 + across * across);
  out.reach = radius - (top - hz) / uz;
  out.x = hx + s * fx;
  out.y = hy + s * fy;
  out.z = surface.z;
  out.nx = (-best * fx + across * fy) * norm;
  out.ny = (-best * fy - across * fx) * norm;
  out.nz = rise * norm;
  return true;
}

/** Ground within this of a plane counts as smooth, metres. */
const ROUGHNESS = 0.015;

/** Whether the ground steps up or down within `reach` of a point, along a heading. */
export function stepsNear(
  terrain: Terrain,
  x: number,
  y: number,
  fx: number,
  fy: number,
  reach: number,
): boolean {
  terrain.surface(x, y, surface);
  const slope = reach * (surface.dx * fx + surface.dy * fy);
  const middle = surface.z;
  const rough = (side: number) =>
    Math.abs(
      terrain.height(x + side * reach * fx, y + side * reach * fy) - middle - side * slope,
    ) > ROUGHNESS;
  return rough(1) || rough(-1);
}
