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
import { type DrivingGround } from "./driving_ground.ts";
import { type VehicleKind } from "./vehicle.ts";
import { type Wheel } from "./wheel.ts";
import { WheeledBody, type WheeledBodyDesign } from "./wheeled_body.ts";

/** What a vehicle looks like. */
export interface Looks {
  readonly kind: VehicleKind;
  readonly label: LabelName;
  /** Shapes of its hull and its wheels. The hull's stands with its origin on the ground below the
   * body's, the wheel's turns about its y axis. */
  readonly shape: string;
  readonly wheelShape: string;
  /** Linear RGB. */
  readonly paint: Vec3;
}

/** What every vehicle on wheels has in common: its state, and how it is drawn and seen by others. */
export abstract class BodyOnWheels {
  readonly kind: VehicleKind;
  readonly actor: Actor;
  protected readonly body: WheeledBody;
  readonly #physics: RigidBodyPhysics;
  readonly #design: WheeledBodyDesign;
  readonly #ground: DrivingGround;

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
    const bodyFromHull: Pose = {
      position: [0, 0, -this.#design.rideHeight],
      orientation: [0, 0, 0, 1],
    };
    writePose(compose(worldFromBody, bodyFromHull), 0, out, at);
    this.wheels.forEach((wheel, k) => {
      const [x, y, z] = wheel.hub;
      const bodyFromWheel: Pose = {
        position: [x, y, z + wheel.rise],
        orientation: multiply(fromYawPitchRoll(wheel.angle), spun(wheel)),
      };
      writePose(compose(worldFromBody, bodyFromWheel), 0, out, at + (k + 1) * POSE_NUMBERS);
    });
  }

  footprint(): Footprint {
    const { position: p, orientation } = this.worldFromBody;
    const { halfExtents: [halfLength, halfWidth, halfHeight] } = this.#design.shape;
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
      height: this.#design.rideHeight + halfHeight,
    };
  }
}

/** Turned forwards about its axle; wheels on the right are the left ones' mirror images by half a turn. */
function spun(wheel: Wheel): Quaternion {
  const roll = fromYawPitchRoll(0, wheel.turned);
  return wheel.hub[1] < 0 ? multiply(roll, fromYawPitchRoll(Math.PI)) : roll;
}

function actorOf(design: WheeledBodyDesign, looks: Looks): Actor {
  const { shape: { halfExtents: [ex, ey, ez] }, rideHeight } = design;
  const top = ez;
  return {
    id: ENTITY.ego,
    model: looks.kind.name,
    label: looks.label,
    box: {
      centre: [0, 0, (top - rideHeight) / 2],
      halfExtents: [ex, ey, (top + rideHeight) / 2],
    },
    parts: [
      { shape: looks.shape, label: looks.label, tint: looks.paint },
      ...design.wheels.map(({ radius }) => ({
        shape: looks.wheelShape,
        // Wheel shapes have a radius of one metre in their plane.
        size: [radius, radius, radius] as const,
        label: looks.label,
        tint: [0.02, 0.02, 0.02] as const,
      })),
    ],
    landmarks: [],
  };
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
