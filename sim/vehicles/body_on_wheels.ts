import { type Actor, POSE_NUMBERS } from "../actors/actor.ts";
import { type Footprint } from "../actors/footprints.ts";
import { type GroundPose } from "../clear_pose.ts";
import { ENTITY } from "../entity_ids.ts";
import { type LabelName } from "../labels.ts";
import { type RigidBodyPhysics } from "../physics/rigid_body.ts";
import {
  compose,
  fromYawPitchRoll,
  multiply,
  type Pose,
  type Quaternion,
  type Vec3,
  yawOf,
} from "../pose.ts";
import { type Bumper } from "./bumper.ts";
import { bodyLandmarks, type WheelParts } from "../shapes/vehicles/landmarks.ts";
import { type DrivingGround } from "./driving_ground.ts";
import { type VehicleKind } from "./vehicle.ts";
import { type Wheel } from "./wheel.ts";
import { WheeledBody, type WheeledBodyDesign } from "./wheeled_body.ts";

/** A shape that stands still on the hull, and whether it burns. */
export interface HullPart {
  readonly shape: string;
  readonly lamp: "none" | "head" | "tail";
}

/** What a vehicle looks like. */
export interface Looks {
  readonly kind: VehicleKind;
  readonly label: LabelName;
  /** Shapes of its hull, their origin on the ground under the middle between its axles. */
  readonly hull: readonly HullPart[];
  /** Shape of a wheel: about its own y axis, its outer side to the left. */
  readonly wheel: string;
  /** Linear RGB. */
  readonly paint: Vec3;
  /** Outer height above the ground, metres. */
  readonly height: number;
}

/** How brightly tail lamps burn beside headlamps, before anybody brakes. */
const TAIL_GLOW = 0.35;

/** What every vehicle on wheels has in common: its state, and how it is drawn and seen by others. */
export abstract class BodyOnWheels {
  readonly kind: VehicleKind;
  readonly actor: Actor;
  protected readonly body: WheeledBody;
  readonly #physics: RigidBodyPhysics;
  readonly #design: WheeledBodyDesign;
  readonly #ground: DrivingGround;
  readonly #looks: Looks;
  readonly #bodyFromHull: Pose;
  /** How brightly its headlamps burn, `0..1`. */
  headlamps = 0;

  constructor(
    physics: RigidBodyPhysics,
    ground: DrivingGround,
    design: WheeledBodyDesign,
    looks: Looks,
  ) {
    this.kind = looks.kind;
    this.body = new WheeledBody(physics, ground, design);
    this.#physics = physics;
    this.#design = design;
    this.#ground = ground;
    this.#looks = looks;
    const axles = design.wheels.map(({ hub }) => hub[0]);
    this.#bodyFromHull = {
      position: [(Math.max(...axles) + Math.min(...axles)) / 2, 0, -design.rideHeight],
      orientation: [0, 0, 0, 1],
    };
    this.actor = actorOf(design, looks);
  }

  get wheels(): readonly Wheel[] {
    return this.body.wheels;
  }

  get bumper(): Bumper {
    return this.body.bumper;
  }

  get worldFromBody(): Pose {
    return this.body.worldFromBody;
  }

  get velocity(): Vec3 {
    return this.body.velocity;
  }

  get angularVelocity(): Vec3 {
    return this.body.angularVelocity;
  }

  get speed(): number {
    return this.body.speed;
  }

  get yawRate(): number {
    return this.body.yawRate;
  }

  get upright(): number {
    return this.body.upright;
  }

  place(at: GroundPose): void {
    this.body.place(at);
  }

  writeBody(out: Float64Array, at: number): void {
    writePose(this.worldFromBody, 0, out, at);
  }

  writeParts(out: Float32Array, at: number): void {
    const { worldFromBody } = this;
    const worldFromHull = compose(worldFromBody, this.#bodyFromHull);
    const { hull } = this.#looks;
    hull.forEach(({ lamp }, k) => {
      writePose(worldFromHull, this.#glowOf(lamp), out, at + k * POSE_NUMBERS);
    });
    this.wheels.forEach((wheel, k) => {
      const [x, y, z] = wheel.hub;
      const bodyFromWheel: Pose = {
        position: [x, y, z + wheel.rise],
        orientation: multiply(fromYawPitchRoll(wheel.angle), spun(wheel)),
      };
      writePose(
        compose(worldFromBody, bodyFromWheel),
        0,
        out,
        at + (hull.length + k) * POSE_NUMBERS,
      );
    });
  }

  #glowOf(lamp: HullPart["lamp"]): number {
    if (lamp === "none") return 0;
    if (lamp === "head") return this.headlamps;
    return this.braking ? 1 : TAIL_GLOW * this.headlamps;
  }

  /** Whether the driver brakes. */
  abstract get braking(): boolean;

  footprint(): Footprint {
    const { halfExtents: [halfLength, halfWidth, halfHeight], middle = [0, 0, 0] } =
      this.#design.shape;
    const { position: p, orientation } = compose(this.worldFromBody, {
      position: middle,
      orientation: [0, 0, 0, 1],
    });
    const [vx, vy] = this.#physics.state.velocity;
    return {
      entity: ENTITY.ego,
      x: p[0],
      y: p[1],
      z: this.#ground.terrain.height(p[0], p[1]),
      yaw: yawOf(orientation),
      vx: vx!,
      vy: vy!,
      halfLength,
      halfWidth,
      height: this.#design.rideHeight + middle[2] + halfHeight,
    };
  }
}

/** Turned forwards about its axle; wheels on the right are the left ones' mirror images by half a turn. */
function spun(wheel: Wheel): Quaternion {
  const roll = fromYawPitchRoll(0, wheel.turned);
  return wheel.hub[1] < 0 ? multiply(roll, fromYawPitchRoll(Math.PI)) : roll;
}

function actorOf(design: WheeledBodyDesign, looks: Looks): Actor {
  const { shape: { halfExtents: [ex, ey], middle = [0, 0, 0] }, rideHeight } = design;
  const { label, paint, height } = looks;
  return {
    id: ENTITY.ego,
    model: looks.kind.name,
    label,
    box: {
      centre: [middle[0], middle[1], height / 2 - rideHeight],
      halfExtents: [ex, ey, height / 2],
    },
    parts: [
      ...looks.hull.map(({ shape }) => ({ shape, label, tint: paint })),
      ...design.wheels.map(() => ({ shape: looks.wheel, label, tint: paint })),
    ],
    landmarks: bodyLandmarks(looks.hull[0]!.shape, wheelsAfter(looks.hull.length)),
  };
}

/** Wheels come after the hull's parts, in the order of a vehicle's design. */
function wheelsAfter(parts: number): WheelParts {
  return [parts, parts + 1, parts + 2, parts + 3];
}

function writePose(
  { position: [x, y, z], orientation: [qx, qy, qz, qw] }: Pose,
  glow: number,
  out: Float64Array | Float32Array,
  at: number,
): void {
  out[at] = x;
  out[at + 1] = y;
  out[at + 2] = z;
  out[at + 3] = glow;
  out[at + 4] = qx;
  out[at + 5] = qy;
  out[at + 6] = qz;
  out[at + 7] = qw;
}
