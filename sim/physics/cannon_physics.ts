import { Body, Box, Material, NaiveBroadphase, Sphere, Vec3, World } from "cannon-es";
import { type Post } from "../post.ts";
import {
  type BodyShape,
  type BodyState,
  type Contact,
  GRAVITY,
  type Obstacles,
  type RigidBodyPhysics,
} from "./rigid_body.ts";
import { type BodyMotion } from "./impulse.ts";
import { UprightContacts } from "./upright_contacts.ts";

/** Props within `KEEP` of the body are colliders; the set is renewed after `RENEW` of travel. */
const KEEP = 7;
const RENEW = 2;
/** How deep a cylinder stands in the ground, metres. */
const ROOT = 0.6;
const UP = new Vec3(0, 0, 1);
const CHASSIS_FRICTION = 0.3;
/** Stiffness of a touch, N/m, for bodies up to this mass, kg; heavier ones get more in proportion. */
const STIFFNESS = 1e7;
const STIFFNESS_MASS = 75;
/** A step that would take the body farther than this is stopped at the props in its way, metres. */
const FAR_STEP = 0.02;
/** Room around the body within which boxes are known, beside what it may travel, metres. */
const MARGIN = 1;

/**
 * `RigidBodyPhysics` on cannon-es, z up.
 *
 * Boulders, bushes and trunks are upright cylinders. The body meets one in the plane through its
 * own middle, where a cylinder is a disc: so the collider is a sphere that follows that plane within
 * the cylinder, and a touch costs microseconds instead of cannon's polyhedron against polyhedron.
 * Out of that plane cannon takes a sphere before a face for one at a corner, and lets it sink in.
 * Boxes, and props that a fast body would step into, are kept out by {@link UprightContacts}.
 *
 * Only `World.step(dt)` is used: with a second argument cannon reads the clock. Its heightfields,
 * ray casts and vehicles are not used at all, for rays miss sloping cells.
 */
export function createCannonPhysics(
  shape: BodyShape,
  obstacles: Obstacles,
): RigidBodyPhysics {
  return new CannonPhysics(shape, obstacles);
}

interface Collider {
  readonly body: Body;
  readonly prop: Post;
}

class CannonPhysics implements RigidBodyPhysics {
  readonly state: BodyState = {
    position: new Float64Array(3),
    orientation: new Float64Array([0, 0, 0, 1]),
    velocity: new Float64Array(3),
    angularVelocity: new Float64Array(3),
  };
  readonly #world: World;
  readonly #body: Body;
  readonly #material = new Material({ friction: CHASSIS_FRICTION, restitution: 0 });
  readonly #obstacles: Obstacles;
  readonly #upright: UprightContacts;
  readonly #reach: number;
  readonly #colliders = new Map<number, Collider>();
  #contacts: readonly Contact[] = [];
  /** The motion that a step is about to give the body. */
  readonly #ahead: BodyMotion;
  #renewedX = NaN;
  #renewedY = NaN;
  readonly #force = new Vec3();
  readonly #arm = new Vec3();
  readonly #middle = new Vec3();
  readonly #centre = new Vec3();
  readonly #before = new Vec3();
  readonly #beforeSpin = new Vec3();
  readonly #point = new Vec3();

  constructor(shape: BodyShape, obstacles: Obstacles) {
    this.#obstacles = obstacles;
    this.#upright = new UprightContacts(shape);
    this.#reach = Math.hypot(...shape.halfExtents) + Math.hypot(...shape.middle ?? [0]) + MARGIN;
    this.#world = new World({ gravity: new Vec3(0, 0, -GRAVITY) });
    this.#world.broadphase = new NaiveBroadphase();
    this.#world.quatNormalizeFast = false;
    this.#world.defaultContactMaterial.restitution = 0;
    this.#world.defaultContactMaterial.friction = CHASSIS_FRICTION;
    this.#world.defaultContactMaterial.contactEquationStiffness = STIFFNESS *
      Math.max(1, shape.mass / STIFFNESS_MASS);
    this.#middle.set(...shape.middle ?? [0, 0, 0]);
    const body = new Body({
      mass: shape.mass,
      material: this.#material,
      linearDamping: 0,
      angularDamping: 0,
      allowSleep: false,
    });
    body.addShape(new Box(new Vec3(...shape.halfExtents)), this.#middle);
    // After the shape was added, for that overwrites the moments with those of its box.
    body.inertia.set(...shape.inertia);
    body.invInertia.set(1 / shape.inertia[0], 1 / shape.inertia[1], 1 / shape.inertia[2]);
    body.updateInertiaWorld(true);
    this.#world.addBody(body);
    this.#body = body;
    this.#ahead = {
      velocity: new Float64Array(3),
      spin: new Float64Array(3),
      mass: shape.mass,
      inverseMoments: body.invInertiaWorld.elements,
    };
  }

  get contacts(): readonly Contact[] {
    return this.#contacts;
  }

  place(
    position: readonly [number, number, number],
    orientation: readonly [number, number, number, number],
  ): void {
    const body = this.#body;
    body.position.set(...position);
    body.quaternion.set(...orientation);
    body.velocity.setZero();
    body.angularVelocity.setZero();
    body.force.setZero();
    body.torque.setZero();
    body.aabbNeedsUpdate = true;
    body.updateInertiaWorld(true);
    this.#contacts = [];
    this.#publish();
  }

  lookAround(seconds: number): void {
    const { x, y } = this.#body.position;
    const reach = this.#reach + this.#body.velocity.length() * seconds;
    const upright = this.#upright;
    upright.clear();
    for (const block of this.#obstacles.blocks(x, y, reach)) upright.addBlock(block);
    this.#obstacles.movers(x, y, reach, (mover) => upright.addMover(mover));
  }

  applyForce(fx: number, fy: number, fz: number, x: number, y: number, z: number): void {
    const { position } = this.#body;
    this.#force.set(fx, fy, fz);
    this.#arm.set(x - position.x, y - position.y, z - position.z);
    this.#body.applyForce(this.#force, this.#arm);
  }

  step(dt: number): void {
    const body = this.#body;
    this.#renewColliders();
    this.#levelColliders();
    this.#before.copy(body.velocity);
    this.#beforeSpin.copy(body.angularVelocity);
    const far = this.#colliders.size > 0 && body.velocity.length() * dt > FAR_STEP;
    const upright = far || !this.#upright.idle;
    if (upright) this.#holdClear(far, dt);
    this.#world.step(dt);
    this.#readContacts();
    if (upright) {
      const { touches } = this.#upright;
      if (touches.length > 0) this.#contacts = [...this.#contacts, ...touches];
      this.#upright.advance(dt);
    }
    this.#publish();
  }

  /** Takes from the body's velocity what the coming step would carry into obstacles. */
  #holdClear(far: boolean, dt: number): void {
    const { velocity: v, angularVelocity: w, force, torque, mass } = this.#body;
    const { velocity: ahead, spin, inverseMoments: m } = this.#ahead;
    // What cannon will make of the forces, before obstacles.
    const share = dt / mass;
    const fx = share * force.x, fy = share * force.y, fz = share * force.z - dt * GRAVITY;
    const tx = dt * (m[0]! * torque.x + m[1]! * torque.y + m[2]! * torque.z);
    const ty = dt * (m[3]! * torque.x + m[4]! * torque.y + m[5]! * torque.z);
    const tz = dt * (m[6]! * torque.x + m[7]! * torque.y + m[8]! * torque.z);
    ahead[0] = v.x + fx;
    ahead[1] = v.y + fy;
    ahead[2] = v.z + fz;
    spin[0] = w.x + tx;
    spin[1] = w.y + ty;
    spin[2] = w.z + tz;
    this.#upright.solve(this.state, this.#ahead, far ? this.#standing() : [], dt);
    if (this.#upright.touches.length === 0) return;
    v.set(ahead[0]! - fx, ahead[1]! - fy, ahead[2]! - fz);
    w.set(spin[0]! - tx, spin[1]! - ty, spin[2]! - tz);
  }

  *#standing(): Iterable<Post> {
    for (const { prop } of this.#colliders.values()) yield prop;
  }

  dynamicState(): readonly number[] {
    const { position, orientation, velocity, angularVelocity } = this.state;
    const standing = [...this.#colliders.values()].map(({ prop }) => prop.id);
    return [
      ...position,
      ...orientation,
      ...velocity,
      ...angularVelocity,
      this.#renewedX,
      this.#renewedY,
      ...standing,
      ...this.#upright.dynamicState(),
    ];
  }

  /** Keeps as colliders what stands near; by distance travelled, so that the order is repeatable. */
  #renewColliders(): void {
    const { x, y } = this.#body.position;
    if (Math.hypot(x - this.#renewedX, y - this.#renewedY) < RENEW) return;
    this.#renewedX = x;
    this.#renewedY = y;
    const wanted = new Map(
      this.#obstacles.posts(x, y, KEEP).filter((p) => p.radius > 0).map((p) => [p.id, p]),
    );
    const standing = new Set<number>();
    for (const [bodyId, { body, prop }] of this.#colliders) {
      if (wanted.has(prop.id)) {
        standing.add(prop.id);
        continue;
      }
      this.#world.removeBody(body);
      this.#colliders.delete(bodyId);
    }
    for (const prop of [...wanted.values()].sort((a, b) => a.id - b.id)) {
      if (standing.has(prop.id)) continue;
      const body = this.#colliderOf(prop);
      this.#world.addBody(body);
      this.#colliders.set(body.id, { body, prop });
    }
  }

  #colliderOf(prop: Post): Body {
    const body = new Body({ mass: 0, material: this.#material, shape: new Sphere(prop.radius) });
    body.position.set(prop.x, prop.y, prop.z);
    return body;
  }

  #levelColliders(): void {
    const position = this.#centre;
    this.#body.quaternion.vmult(this.#middle, position);
    position.vadd(this.#body.position, position);
    this.#body.quaternion.vmult(UP, this.#point);
    const { x: ux, y: uy, z: uz } = this.#point;
    for (const { body, prop } of this.#colliders.values()) {
      // On its side the body has no such plane; its own height will do.
      const level = uz > 0.3
        ? position.z - (ux * (prop.x - position.x) + uy * (prop.y - position.y)) / uz
        : position.z;
      body.position.z = Math.max(prop.z - ROOT, Math.min(prop.z + prop.height, level));
      body.aabbNeedsUpdate = true;
    }
  }

  #readContacts(): void {
    const body = this.#body;
    if (this.#world.contacts.length === 0) {
      if (this.#contacts.length > 0) this.#contacts = [];
      return;
    }
    const contacts: Contact[] = [];
    for (const equation of this.#world.contacts) {
      const first = equation.bi === body;
      const other = first ? equation.bj : equation.bi;
      const collider = this.#colliders.get(other.id);
      if (!collider) continue;
      const arm = first ? equation.ri : equation.rj;
      // `ni` points from bi to bj: outwards from the body where the body is bi.
      const sign = first ? 1 : -1;
      const { x: nx, y: ny, z: nz } = equation.ni;
      const spin = this.#beforeSpin;
      const vx = this.#before.x + spin.y * arm.z - spin.z * arm.y;
      const vy = this.#before.y + spin.z * arm.x - spin.x * arm.z;
      const vz = this.#before.z + spin.x * arm.y - spin.y * arm.x;
      body.vectorToLocalFrame(arm, this.#point);
      contacts.push({
        entity: collider.prop.id,
        x: this.#point.x,
        y: this.#point.y,
        z: this.#point.z,
        approach: sign * (vx * nx + vy * ny + vz * nz),
      });
    }
    this.#contacts = contacts;
  }

  #publish(): void {
    const { position, quaternion, velocity, angularVelocity } = this.#body;
    const { state } = this;
    state.position[0] = position.x;
    state.position[1] = position.y;
    state.position[2] = position.z;
    state.orientation[0] = quaternion.x;
    state.orientation[1] = quaternion.y;
    state.orientation[2] = quaternion.z;
    state.orientation[3] = quaternion.w;
    state.velocity[0] = velocity.x;
    state.velocity[1] = velocity.y;
    state.velocity[2] = velocity.z;
    state.angularVelocity[0] = angularVelocity.x;
    state.angularVelocity[1] = angularVelocity.y;
    state.angularVelocity[2] = angularVelocity.z;
  }
}
