import { type GroundPose } from "../clear_pose.ts";
import { LABELS } from "../labels.ts";
import { type RigidBodyPhysics } from "../physics/rigid_body.ts";
import { fromYawPitchRoll, multiply, type Pose, type Quaternion, type Vec3 } from "../pose.ts";
import { type HullDesign, pushHull } from "./body_forces.ts";
import { Bumper, type BumperDesign } from "./bumper.ts";
import { type DrivingGround } from "./driving_ground.ts";
import { loadShare, type PatchForce } from "./tyre.ts";
import { Wheel, type WheelDesign } from "./wheel.ts";
import { type Meeting, meetSmooth, meetStepped, type Seeker, stepsNear } from "./wheel_ground.ts";

/** What turns wheels: one wheel's own axle, or several wheels chained together. */
export interface RotorDesign {
  /** Everything that turns with it, kg m^2. */
  readonly inertia: number;
  /** Rolling radius of its wheels, metres. */
  readonly radius: number;
}

/** A bar that ties the two wheels of an axle together against roll. */
export interface AntiRollBar {
  /** Indices of its wheels. */
  readonly left: number;
  readonly right: number;
  /** Force at each wheel for each metre that their travels differ, N/m. */
  readonly stiffness: number;
}

/** The mechanics of a vehicle on wheels. Body frame: origin at the centre of mass. */
export interface WheeledBodyDesign extends HullDesign {
  /** Height of the origin above level ground at rest, metres. */
  readonly rideHeight: number;
  readonly wheels: readonly WheelDesign[];
  readonly rotors: readonly RotorDesign[];
  readonly antiRollBars: readonly AntiRollBar[];
  readonly bumper: BumperDesign;
  /**
   * Tipped further than this cosine, or with a strut at its end, the hull may touch the ground; above
   * 1 it always may, as that of a car does whose nose reaches far ahead of its wheels.
   */
  readonly tipped: number;
}

const SUBSTEPS = 4;
/** No load grows beyond this multiple of the usual one: hard landings stay finite. */
const LOAD_LIMIT = 8;
/**
 * Struts push along the body's z axis, the ground along its normal: where the two lie further apart
 * than this cosine, the vehicle is turning over, and its hull meets the ground, not its wheels.
 */
const LEAST_COSINE = 0.5;

/**
 * One rigid body on wheels, each with a strut and a tyre patch on whatever analytic ground lies under
 * it. Whoever drives sets `motor`, `brake` and the wheels' angles before each substep.
 */
export class WheeledBody {
  readonly wheels: readonly Wheel[];
  readonly bumper: Bumper;
  /** Of each rotor: spin, rad/s; torque of its motor and largest torque of its brake, N m. */
  readonly spin: Float64Array;
  readonly motor: Float64Array;
  readonly brake: Float64Array;
  /** Of each rotor: what the ground does to its wheels: traction and rolling drag, N. */
  readonly traction: Float64Array;
  readonly rollingDrag: Float64Array;
  readonly #design: WheeledBodyDesign;
  readonly #physics: RigidBodyPhysics;
  readonly #ground: DrivingGround;
  readonly #patchForce: PatchForce = { longitudinal: 0, lateral: 0 };
  readonly #meeting: Meeting = { reach: 0, x: 0, y: 0, z: 0, nx: 0, ny: 0, nz: 1 };
  readonly #seeker: Seeker = {
    ...{ hx: 0, hy: 0, hz: 0, ux: 0, uy: 0, uz: 1, fx: 1, fy: 0, radius: 1 },
  };
  /** Force of the anti-roll bars on each wheel, N. */
  readonly #rollForce: Float64Array;
  /** Rows of the rotation from body to world. */
  readonly #axes = new Float64Array(9);

  constructor(physics: RigidBodyPhysics, ground: DrivingGround, design: WheeledBodyDesign) {
    this.#physics = physics;
    this.#ground = ground;
    this.#design = design;
    this.wheels = design.wheels.map((wheel) => new Wheel(wheel));
    this.bumper = new Bumper(design.bumper);
    const rotors = design.rotors.length;
    this.spin = new Float64Array(rotors);
    this.motor = new Float64Array(rotors);
    this.brake = new Float64Array(rotors);
    this.traction = new Float64Array(rotors);
    this.rollingDrag = new Float64Array(rotors);
    this.#rollForce = new Float64Array(this.wheels.length);
  }

  /** Stands the body on the ground, upright on the slope, at rest. */
  place({ x, y, yaw }: GroundPose): void {
    const { terrain } = this.#ground;
    const [nx, ny, nz] = terrain.normal(x, y);
    // The turn that takes the world's up to the normal, after the yaw.
    const w = Math.sqrt((1 + nz) / 2);
    const tilt: Quaternion = [-ny / (2 * w), nx / (2 * w), 0, w];
    const lift = this.#design.rideHeight;
    const z = terrain.height(x, y);
    this.#physics.place(
      [x + nx * lift, y + ny * lift, z + nz * lift],
      multiply(tilt, fromYawPitchRoll(yaw)),
    );
    for (const { strut, design } of this.wheels) {
      strut.compression = design.usualLoad / design.suspension.stiffness;
    }
    this.#feelGround(0);
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

  /** Cosine of the tilt against the vertical; below 0 the body lies on its back. */
  get upright(): number {
    this.#readAxes();
    return this.#axes[8]!;
  }

  /**
   * Goes on for `dt` seconds. Returns how many times the bumper hit something anew.
   *
   * @param control Sets motors, brakes and steering for the next `substep` seconds.
   */
  step(dt: number, control: (substep: number) => void): number {
    this.#physics.lookAround(dt);
    this.#feelGround(dt);
    const substep = dt / SUBSTEPS;
    let hits = 0;
    for (let k = 0; k < SUBSTEPS; k++) {
      control(substep);
      this.#readAxes();
      this.#pushWheels(substep);
      pushHull(this.#physics, this.#ground, this.#design, this.#axes, this.#bottomedOut());
      this.#turnRotors(substep);
      this.#physics.step(substep);
      if (this.bumper.feel(this.#physics.contacts, substep)) hits++;
    }
    return hits;
  }

  /** Numbers of physics, rotors and tyre patches that the next step depends on. */
  motionState(): number[] {
    return [
      ...this.#physics.dynamicState(),
      ...this.spin,
      ...this.wheels.flatMap(({ patch }) => [patch.shearX, patch.shearY]),
    ];
  }

  /** Labels and steps under the wheels, which hold for a tick of `dt` seconds. */
  #feelGround(dt: number): void {
    this.#readAxes();
    const { position, velocity: v } = this.#physics.state;
    const a = this.#axes;
    const { stepped, terrain } = this.#ground;
    const travel = stepped ? Math.hypot(v[0]!, v[1]!) * dt : 0;
    for (const wheel of this.wheels) {
      const [hx, hy, hz] = wheel.hub;
      const x = position[0]! + a[0]! * hx + a[1]! * hy + a[2]! * hz;
      const y = position[1]! + a[3]! * hx + a[4]! * hy + a[5]! * hz;
      wheel.label = this.#ground.labelAt(x, y);
      if (!stepped) continue;
      const fx = wheel.cos * a[0]! + wheel.sin * a[1]!, fy = wheel.cos * a[3]! + wheel.sin * a[4]!;
      wheel.stepped = stepsNear(terrain, x, y, fx, fy, 1.1 * wheel.design.radius + travel);
    }
  }

  #pushWheels(dt: number): void {
    const { position: p, velocity: v, angularVelocity: w } = this.#physics.state;
    const a = this.#axes;
    const seeker = this.#seeker;
    const meeting = this.#meeting;
    const { terrain, grip } = this.#ground;
    const ux = seeker.ux = a[2]!, uy = seeker.uy = a[5]!, uz = seeker.uz = a[8]!;
    this.traction.fill(0);
    this.rollingDrag.fill(0);
    this.#readAntiRollBars();
    for (let k = 0; k < this.wheels.length; k++) {
      const wheel = this.wheels[k]!;
      const { design, strut } = wheel;
      const [bx, by, bz] = wheel.hub;
      seeker.hx = p[0]! + a[0]! * bx + a[1]! * by + a[2]! * bz;
      seeker.hy = p[1]! + a[3]! * bx + a[4]! * by + a[5]! * bz;
      seeker.hz = p[2]! + a[6]! * bx + a[7]! * by + a[8]! * bz;
      seeker.radius = design.radius;
      // The wheel's heading, still in the body's plane.
      let fx = wheel.cos * a[0]! + wheel.sin * a[1]!;
      let fy = wheel.cos * a[3]! + wheel.sin * a[4]!;
      let fz = wheel.cos * a[6]! + wheel.sin * a[7]!;
      seeker.fx = fx;
      seeker.fy = fy;
      const rigid = design.suspension.tyreStiffness === Infinity;
      const meet = wheel.stepped ? meetStepped : meetSmooth;
      const found = meet(terrain, seeker, meeting);
      const { x: cx, y: cy, z: cz, nx, ny, nz } = meeting;
      const cosine = ux * nx + uy * ny + uz * nz;
      if (!found || (cosine < LEAST_COSINE && !rigid)) {
        wheel.lift();
        strut.reset();
        continue;
      }
      const rx = cx - p[0]!, ry = cy - p[1]!, rz = cz - p[2]!;
      const vx = v[0]! + w[1]! * rz - w[2]! * ry;
      const vy = v[1]! + w[2]! * rx - w[0]! * rz;
      const vz = v[2]! + w[0]! * ry - w[1]! * rx;
      const closing = -(vx * nx + vy * ny + vz * nz) / cosine;
      const closeness = wheel.droop - meeting.reach;
      const push = strut.advance(closeness, closing, this.#rollForce[k]!, dt);
      if (push < 0) {
        wheel.lift();
        continue;
      }
      // A rigid wheel's spring is taken to stand on the ground's normal; other struts push along the
      // body's z axis, and links take what the ground pushes across it.
      const lean = rigid ? 1 : 1 / cosine;
      const load = Math.min(LOAD_LIMIT * design.usualLoad, push * lean);
      wheel.load = load;
      // The wheel's heading and left in the plane of the ground.
      const along = fx * nx + fy * ny + fz * nz;
      fx -= along * nx, fy -= along * ny, fz -= along * nz;
      const length = 1 / Math.sqrt(fx * fx + fy * fy + fz * fz);
      fx *= length, fy *= length, fz *= length;
      const lx = ny * fz - nz * fy, ly = nz * fx - nx * fz, lz = nx * fy - ny * fx;
      const rim = this.spin[design.rotor]! * design.radius;
      const { friction, rollingDrag } = LABELS[wheel.label]!;
      wheel.travelSpeed = vx * fx + vy * fy + vz * fz;
      const { longitudinal, lateral } = wheel.patch.advance(
        wheel.travelSpeed - rim,
        vx * lx + vy * ly + vz * lz,
        rim,
        friction * grip[wheel.label]! * load * loadShare(design.tyre, load, design.usualLoad),
        dt,
        this.#patchForce,
      );
      wheel.traction = longitudinal;
      this.traction[design.rotor]! += longitudinal;
      this.rollingDrag[design.rotor]! += rollingDrag * load;
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

  #readAntiRollBars(): void {
    for (const { left, right, stiffness } of this.#design.antiRollBars) {
      const twist = this.wheels[left]!.strut.compression - this.wheels[right]!.strut.compression;
      this.#rollForce[left] = stiffness * twist;
      this.#rollForce[right] = -stiffness * twist;
    }
  }

  /** Motor torque and the ground's reaction spin a rotor; drag and brakes only ever slow it. */
  #turnRotors(dt: number): void {
    const { rotors } = this.#design;
    for (let k = 0; k < rotors.length; k++) {
      const { inertia, radius } = rotors[k]!;
      const reaction = this.traction[k]! * radius;
      const free = this.spin[k]! + dt * (this.motor[k]! - reaction) / inertia;
      const resisting = this.brake[k]! + this.rollingDrag[k]! * radius;
      const slowing = dt * resisting / inertia;
      this.spin[k] = Math.sign(free) * Math.max(0, Math.abs(free) - slowing);
    }
    for (const wheel of this.wheels) {
      wheel.spin = this.spin[wheel.design.rotor]!;
      wheel.turned += wheel.spin * dt;
    }
  }

  /** Whether the hull may touch the ground: struts at their end, or the body tipped. */
  #bottomedOut(): boolean {
    if (this.#axes[8]! < this.#design.tipped) return true;
    for (const { strut, design } of this.wheels) {
      if (strut.compression > design.suspension.travel) return true;
    }
    return false;
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
