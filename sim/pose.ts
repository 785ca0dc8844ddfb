/** A vector in metres (or unitless where it is a direction): x forward, y left, z up. */
export type Vec3 = readonly [number, number, number];

/** A unit quaternion, scalar last (ROS order). */
export type Quaternion = readonly [number, number, number, number];

/** A rigid transform. Named for its frames: `worldFromBody` takes body coordinates to the world. */
export interface Pose {
  readonly position: Vec3;
  readonly orientation: Quaternion;
}

/** Hamilton product `a b`: rotate by `b`, then by `a`. */
export function multiply(a: Quaternion, b: Quaternion): Quaternion {
  const [ax, ay, az, aw] = a;
  const [bx, by, bz, bw] = b;
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ];
}

/** The vector `v` turned by the unit quaternion `q`. */
export function rotate(q: Quaternion, v: Vec3): Vec3 {
  const [x, y, z, w] = q;
  const [vx, vy, vz] = v;
  const tx = 2 * (y * vz - z * vy);
  const ty = 2 * (z * vx - x * vz);
  const tz = 2 * (x * vy - y * vx);
  return [
    vx + w * tx + y * tz - z * ty,
    vy + w * ty + z * tx - x * tz,
    vz + w * tz + x * ty - y * tx,
  ];
}

/** Composition: `compose(worldFromBody, bodyFromCamera)` is `worldFromCamera`. */
export function compose(outer: Pose, inner: Pose): Pose {
  const [x, y, z] = rotate(outer.orientation, inner.position);
  const [px, py, pz] = outer.position;
  return {
    position: [px + x, py + y, pz + z],
    orientation: multiply(outer.orientation, inner.orientation),
  };
}

/** The inverse transform: `inverse(worldFromBody)` is `bodyFromWorld`. */
export function inverse(pose: Pose): Pose {
  const [x, y, z, w] = pose.orientation;
  const conjugate: Quaternion = [-x, -y, -z, w];
  const [px, py, pz] = rotate(conjugate, pose.position);
  return { position: [-px, -py, -pz], orientation: conjugate };
}

/** Orientation from yaw (about z), then pitch (about y, nose down positive), then roll (about x). */
export function fromYawPitchRoll(yaw: number, pitch = 0, roll = 0): Quaternion {
  const qYaw: Quaternion = [0, 0, Math.sin(yaw / 2), Math.cos(yaw / 2)];
  const qPitch: Quaternion = [0, Math.sin(pitch / 2), 0, Math.cos(pitch / 2)];
  const qRoll: Quaternion = [Math.sin(roll / 2), 0, 0, Math.cos(roll / 2)];
  return multiply(multiply(qYaw, qPitch), qRoll);
}

/** Yaw of an orientation: heading of the body's x axis in the world's x-y plane, counter-clockwise. */
export function yawOf(q: Quaternion): number {
  const [x, y] = rotate(q, [1, 0, 0]);
  return Math.atan2(y, x);
}

/** The same angle in `(-pi, pi]`. */
export function wrapAngle(angle: number): number {
  const wrapped = angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
  return wrapped <= -Math.PI ? Math.PI : wrapped;
}
