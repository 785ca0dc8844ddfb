/**
 * Kinematic bicycle model about the middle of the wheelbase, with slip angle (Rajamani, "Vehicle
 * Dynamics and Control", 2nd ed., 2012, section 2.2; `lf = lr = L / 2`):
 *
 * `x' = v cos(psi + beta)`, `y' = v sin(psi + beta)`, `psi' = v cos(beta) tan(delta) / L`,
 * `beta = atan(tan(delta) / 2)`.
 *
 * Here in the coordinates of a lane: arc length `s`, offset to the left `d`, heading against the lane
 * `theta`, so that a vehicle needs no search for its place on the road.
 */
export interface LaneMotion {
  s: number;
  d: number;
  theta: number;
}

/** Angle between the motion of the middle of the wheelbase and the body's x axis, radians. */
export function slipAngle(steering: number): number {
  return Math.atan(0.5 * Math.tan(steering));
}

/**
 * Radius about which the middle of the rear axle turns, metres, positive to the left: `L / tan(delta)`.
 */
export function turningRadius(wheelbase: number, steering: number): number {
  return wheelbase / Math.tan(steering);
}

/**
 * Moves the middle of the wheelbase by `distance` along its course, over a lane of that curvature.
 * Midpoint rule: exact for a straight course, third order in the distance along an arc.
 *
 * @param curvature Of the lane's centre line, 1/m, positive to the left.
 */
export function advance(
  motion: LaneMotion,
  steering: number,
  wheelbase: number,
  distance: number,
  curvature: number,
): void {
  const tan = Math.tan(steering);
  const beta = Math.atan(0.5 * tan);
  const turn = distance * tan / (wheelbase * Math.sqrt(1 + 0.25 * tan * tan));
  const room = 1 - curvature * motion.d;
  // Half a step of heading first.
  const along = distance / (room > 0.2 ? room : 0.2);
  const course = motion.theta + beta + 0.5 * (turn - curvature * along);
  const ds = along * Math.cos(course);
  motion.s += ds;
  motion.d += distance * Math.sin(course);
  motion.theta += turn - curvature * ds;
}

/**
 * Steering angle at which the middle of the wheelbase runs along an arc: `sin(beta) = kappa L / 2`,
 * `tan(delta) = 2 tan(beta)`, radians.
 */
export function steeringFor(curvature: number, wheelbase: number, limit: number): number {
  const sin = Math.max(-0.9, Math.min(0.9, 0.5 * curvature * wheelbase));
  const steering = Math.atan(2 * sin / Math.sqrt(1 - sin * sin));
  return steering > limit ? limit : steering < -limit ? -limit : steering;
}

/**
 * Curvature that leads back to a line `offset` metres to the right: pure pursuit of a point `ahead`
 * metres further on (Coulter, "Implementation of the pure pursuit path tracking algorithm", 1992) in
 * the lane's coordinates, `2 sin(alpha) / ahead`, on top of the lane's own curvature.
 *
 * @param course Direction of motion against the lane, `theta + beta`, radians.
 */
export function pursuitCurvature(
  laneCurvature: number,
  offset: number,
  course: number,
  ahead: number,
): number {
  return laneCurvature + 2 * Math.sin(-Math.atan(offset / ahead) - course) / ahead;
}
