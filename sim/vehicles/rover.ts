import { type GroundPose } from "../clear_pose.ts";
import { LABELS } from "../labels.ts";
import { GRAVITY, type RigidBodyPhysics } from "../physics/rigid_body.ts";
import { fromYawPitchRoll, multiply, type Pose, type Quaternion, type Vec3 } from "../pose.ts";
import { type Surface } from "../terrain/terrain.ts";
import { type DrivingGround, pushBody } from "./body_forces.ts";
import { Bumper } from "./bumper.ts";
import { type DriveCommand, SkidDrive } from "./drive.ts";
import { ROVER } from "./rover_design.ts";
import { type PatchForce, TyrePatch } from "./tyre.ts";

/** One wheel as it stands: what the ground does to it. */
export interface Wheel {
  /** Hub in the body frame at rest. */
  readonly hub: Vec3;
  /** `0` left, `1` right. */
  readonly side: 0 | 1;
  readonly patch: TyrePatch;
  /** Force along the ground's normal, N; 0 in the air. */
  load: number;
  /** Spring travel from full droop, metres. */
  compression: number;
  /** Label id of the ground under it. */
  label: number;
}

const SUBSTEPS = 4;
const { wheels: WHEELS, drive: DRIVE } = ROVER;
const STATIC_LOAD = ROVER.mass * GRAVITY / 4;
/** Spring travel at rest, so that the hub then stands a wheel radius above the ground. */
const SAG = STATIC_LOAD / WHEELS.stiffness;
/** No load grows beyond this multiple of the static one: hard landings stay finite. */
const MAX_LOAD = 8 * STATIC_LOAD;
/**
 * A skid-steer rover: one rigid chassis on four wheels, each with its own ray to the analytic ground,
 * spring and damper, and tyre patch on whatever lies under it. The two wheels of a side are chained
 * to one motor.
 */
export class Rover {
  readonly wheels: readonly Wheel[];
  readonly drive = new SkidDrive();
  readonly bumper = new Bumper();
  /** Spin of the left and the right wheels, rad/s. */
  readonly spin = new Float64Array(2);
  readonly #physics: RigidBodyPhysics;
  readonly #ground: DrivingGround;
  readonly #surface: Surface = { z: 0, dx: 0, dy: 0 };
  readonly #patchForce: PatchForce = { longitudinal: 0, lateral: 0 };
  /** Rows of the rotation from body to world. */
  readonly #axes = new Float64Array(9);
  /** Sums over the wheels of a side: traction, N, and rolling drag, N. */
  readonly #traction = new Float64Array(2);
  readonly #rollingDrag = new Float64Array(2);

  constructor(physics: RigidBodyPhysics, ground: DrivingGround) {
    this.#physics = physics;
    this.#ground = ground;
    const z = WHEELS.radius - ROVER.rideHeight;
    const [x, y] = [WHEELS.base / 2, WHEELS.track / 2];
    const at = (hub: Vec3, side: 0 | 1): Wheel => ({
      hub,
      side,
      patch: new TyrePatch(),
      load: 0,
      compression: 0,
      label: 0,
    });
    this.wheels = [at([x, y, z], 0), at([x, -y, z], 1), at([-x, y, z], 0), at([-x, -y, z], 1)];
  }

  /** Stands the rover on the ground, upright on the slope, at rest. */
  place({ x, y, yaw }: GroundPose): void {
    const { terrain } = this.#ground;
    const [nx, ny, nz] = terrain.normal(x, y);
    // The turn that takes the world's up to the normal, after the yaw.
    const w = Math.sqrt((1 + nz) / 2);
    const tilt: Quaternion = [-ny / (2 * w), nx / (2 * w), 0, w];
    const lift = ROVER.rideHeight;
    const z = terrain.height(x, y);
    this.#physics.place(
      [x + nx * lift, y + ny * lift, z + nz * lift],
      multiply(tilt, fromYawPitchRoll(yaw)),
    );
    this.#labelWheels();
  }

  /** The body's pose, a fresh copy. */
  get worldFromBody(): Pose {
    const { position: p, orientation: q } = this.#physics.state;
    return { position: [p[0]!, p[1]!, p[2]!], orientation: [q[0]!, q[1]!, q[2]!, q[3]!] };
  }

  /** Velocity of the centre of mass in the world, m/s. */
  get velocity(): Vec3 {
    const [x, y, z] = this.#physics.state.velocity;
    return [x!, y!, z!];
  }

  /** Turning in the world frame, rad/s. */
  get angularVelocity(): Vec3 {
    const [x, y, z] = this.#physics.state.angularVelocity;
    return [x!, y!, z!];
  }

  /** Speed along the body's x axis, m/s. */
  get speed(): number {
    const [x, y, z] = this.#physics.state.velocity;
    this.#readAxes();
    return this.#axes[0]! * x! + this.#axes[3]! * y! + this.#axes[6]! * z!;
  }

  /** Turning about the body's z axis, rad/s: what a rate gyro feels. */
  get yawRate(): number {
    const [x, y, z] = this.#physics.state.angularVelocity;
    this.#readAxes();
    return this.#axes[2]! * x! + this.#axes[5]! * y! + this.#axes[8]! * z!;
  }

  /** Cosine of the tilt against the vertical; below 0 the rover lies on its back. */
  get upright(): number {
    this.#readAxes();
    return this.#axes[8]!;
  }

  /** Drives on for `dt` seconds. Returns how many times the bumper hit something anew. */
  step(command: DriveCommand, dt: number, powered = true): number {
    this.#labelWheels();
    const substep = dt / SUBSTEPS;
    let hits = 0;
    for (let k = 0; k < SUBSTEPS; k++) {
      if (powered) {
        this.drive.control(command, this.spin[0]!, this.spin[1]!, this.yawRate, substep);
      } else {
        this.drive.left.motor = this.drive.right.motor = 0;
        this.drive.left.brake = this.drive.right.brake = 0;
      }
      this.#readAxes();
      this.#pushWheels(substep);
      pushBody(this.#physics, this.#ground, this.#axes, this.#bottomedOut());
      this.#turnWheels(substep);
      this.#physics.step(substep);
      if (this.bumper.feel(this.#physics.contacts, substep)) hits++;
    }
    return hits;
  }

  /** Every number that the next step depends on, in a fixed order. */
  dynamicState(): readonly number[] {
    return [
      ...this.#physics.dynamicState(),
      ...this.spin,
      ...this.wheels.flatMap(({ patch }) => [patch.shearX, patch.shearY]),
      ...this.drive.memory(),
      this.bumper.remaining,
    ];
  }

  #labelWheels(): void {
    this.#readAxes();
    const { position } = this.#physics.state;
    const a = this.#axes;
    for (const wheel of this.wheels) {
      const [hx, hy, hz] = wheel.hub;
      const x = position[0]! + a[0]! * hx + a[1]! * hy + a[2]! * hz;
      const y = position[1]! + a[3]! * hx + a[4]! * hy + a[5]! * hz;
      wheel.label = this.#ground.labelAt(x, y);
    }
  }

  #pushWheels(dt: number): void {
    const { position: p, velocity: v, angularVelocity: w } = this.#physics.state;
    const a = this.#axes;
    const surface = this.#surface;
    const { terrain } = this.#ground;
    const ux = a[2]!, uy = a[5]!, uz = a[8]!;
    this.#traction.fill(0);
    this.#rollingDrag.fill(0);
    for (const wheel of this.wheels) {
      wheel.load = wheel.compression = 0;
      const [bx, by, bz] = wheel.hub;
      const hx = p[0]! + a[0]! * bx + a[1]! * by + a[2]! * bz;
      const hy = p[1]! + a[3]! * bx + a[4]! * by + a[5]! * bz;
      const hz = p[2]! + a[6]! * bx + a[7]! * by + a[8]! * bz;
      // Newton's method for the ray h - u t meets the ground; the ground is nearly plane over a
      // wheel's reach, so the second step is exact to microns.
      let reach = 0;
      for (let k = 0; k < 2; k++) {
        terrain.surface(hx - ux * reach, hy - uy * reach, surface);
        const steepness = uz - surface.dx * ux - surface.dy * uy;
        // Lying on its side, a wheel's ray no longer leads to the ground.
        if (steepness < 0.2) {
          reach = Infinity;
          break;
        }
        reach += (hz - uz * reach - surface.z) / steepness;
      }
      const compression = WHEELS.radius + SAG - reach;
      if (!(compression > 0)) {
        wheel.patch.lift();
        continue;
      }
      const norm = 1 / Math.sqrt(1 + surface.dx * surface.dx + surface.dy * surface.dy);
      const nx = -surface.dx * norm, ny = -surface.dy * norm, nz = norm;
      const cx = hx - ux * reach, cy = hy - uy * reach, cz = hz - uz * reach;
      const rx = cx - p[0]!, ry = cy - p[1]!, rz = cz - p[2]!;
      const vx = v[0]! + w[1]! * rz - w[2]! * ry;
      const vy = v[1]! + w[2]! * rx - w[0]! * rz;
      const vz = v[2]! + w[0]! * ry - w[1]! * rx;
      const closing = -(vx * nx + vy * ny + vz * nz) / (ux * nx + uy * ny + uz * nz);
      const beyond = Math.max(0, compression - WHEELS.travel);
      const load = Math.max(
        0,
        Math.min(
          MAX_LOAD,
          WHEELS.stiffness * compression + WHEELS.damping * closing +
            WHEELS.bumpStopStiffness * beyond,
        ),
      );
      wheel.load = load;
      wheel.compression = compression;
      // The wheel's heading and left in the plane of the ground.
      const along = a[0]! * nx + a[3]! * ny + a[6]! * nz;
      let fx = a[0]! - along * nx, fy = a[3]! - along * ny, fz = a[6]! - along * nz;
      const length = 1 / Math.sqrt(fx * fx + fy * fy + fz * fz);
      fx *= length, fy *= length, fz *= length;
      const lx = ny * fz - nz * fy, ly = nz * fx - nx * fz, lz = nx * fy - ny * fx;
      const rim = this.spin[wheel.side]! * WHEELS.radius;
      const { friction, rollingDrag } = LABELS[wheel.label]!;
      const { longitudinal, lateral } = wheel.patch.advance(
        vx * fx + vy * fy + vz * fz - rim,
        vx * lx + vy * ly + vz * lz,
        rim,
        friction * load,
        dt,
        this.#patchForce,
      );
      this.#traction[wheel.side]! += longitudinal;
      this.#rollingDrag[wheel.side]! += rollingDrag * load;
      this.#physics.applyForce(
        load * nx + longitudinal * fx + lateral * lx,
        load * ny + longitudinal * fy + lateral * ly,
        load * nz + longitudinal * fz + lateral * lz,
        cx,
        cy,
        cz,
      );
    }
  }

  /** Motor torque and the ground's reaction spin a side; drag and brakes only ever slow it. */
  #turnWheels(dt: number): void {
    for (const side of [0, 1] as const) {
      const { motor, brake } = side === 0 ? this.drive.left : this.drive.right;
      const reaction = this.#traction[side]! * WHEELS.radius;
      const free = this.spin[side]! + dt * (motor - reaction) / DRIVE.sideInertia;
      const resisting = brake + this.#rollingDrag[side]! * WHEELS.radius;
      const slowing = dt * resisting / DRIVE.sideInertia;
      this.spin[side] = Math.sign(free) * Math.max(0, Math.abs(free) - slowing);
    }
  }

  /** Whether the chassis may touch the ground: springs at their end, or the rover tipped. */
  #bottomedOut(): boolean {
    return this.#axes[8]! < 0.93 || this.wheels.some((w) => w.compression > WHEELS.travel);
  }

  #readAxes(): void {
    const [x, y, z, w] = this.#physics.state.orientation as unknown as Quaternion;
    const a = this.#axes;
    a[0] = 1 - 2 * (y * y + z * z);
    a[1] = 2 * (x * y - z * w);
    a[2] = 2 * (x * z + y * w);
    a[3] = 2 * (x * y + z * w);
    a[4] = 1 - 2 * (x * x + z * z);
    a[5] = 2 * (y * z - x * w);
    a[6] = 2 * (x * z - y * w);
    a[7] = 2 * (y * z + x * w);
    a[8] = 1 - 2 * (x * x + y * y);
  }
}
