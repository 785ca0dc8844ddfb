import type { GroundPose } from "../clear_pose.ts";
import { fromYawPitchRoll, type Pose, rotate } from "../pose.ts";
import type { Random } from "../random.ts";
import type { Terrain } from "../terrain/terrain.ts";
import { ROVER } from "./rover_design.ts";

/** How fast the ground rises from somebody who stands on it, metres per metre. */
export interface Slope {
  readonly ahead: number;
  readonly left: number;
}

/** How far springs and bumps tip a body from where the slope puts it, radians. */
export interface Lean {
  /** About its y axis: nose down. */
  readonly pitch: number;
  /** About its x axis: right side down. */
  readonly roll: number;
}

const UPRIGHT: Lean = { pitch: 0, roll: 0 };

/** The slope of the ground at a place itself. */
export function slopeAt(terrain: Pick<Terrain, "gradient">, { x, y, yaw }: GroundPose): Slope {
  const [dzdx, dzdy] = terrain.gradient(x, y);
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  return { ahead: dzdx * cos + dzdy * sin, left: -dzdx * sin + dzdy * cos };
}

/** The slope between wheels `base` metres apart: a kerb is a step to them, and not a wall. */
export function slopeUnderWheels(
  terrain: Pick<Terrain, "height">,
  { x, y, yaw }: GroundPose,
  base: number,
): Slope {
  const half = base / 2;
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const rise = (dx: number, dy: number) =>
    (terrain.height(x + half * dx, y + half * dy) -
      terrain.height(x - half * dx, y - half * dy)) / base;
  return { ahead: rise(cos, sin), left: rise(-sin, cos) };
}

/** A lean about each axis around 0, of standard deviation 0.03, never beyond 0.09. */
export function randomLean(random: Random): Lean {
  const tip = () => (random() + random() + random() - 1.5) * 0.06;
  return { pitch: tip(), roll: tip() };
}

/**
 * The pose of a rover's body that stands still: along the slope, its origin the ride height above the ground
 * along the body's own z axis.
 *
 * @returns `worldFromBody`.
 *
 * @example
 * ```ts
 * import { createLandscape } from "../landscape.ts";
 * import { standingPose } from "./standing_pose.ts";
 * const { terrain, path } = createLandscape(3);
 * const { position } = standingPose(terrain, path.point(0));
 * position[2] > terrain.height(position[0], position[1]); // true
 * ```
 */
export function standingPose(
  terrain: Pick<Terrain, "height" | "gradient">,
  place: GroundPose,
  { pitch, roll }: Lean = UPRIGHT,
  slope: Slope = slopeAt(terrain, place),
): Pose {
  const { x, y, yaw } = place;
  const orientation = fromYawPitchRoll(
    yaw,
    -Math.atan(slope.ahead) + pitch,
    Math.atan(slope.left) + roll,
  );
  const [ux, uy, uz] = rotate(orientation, [0, 0, ROVER.rideHeight]);
  return { position: [x + ux, y + uy, terrain.height(x, y) + uz], orientation };
}
