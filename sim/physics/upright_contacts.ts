import { type Footprint } from "../actors/footprints.ts";
import { type Block } from "../block.ts";
import { type Post } from "../post.ts";
import { rotate } from "../pose.ts";
import { applyImpulse, type BodyMotion, impulseFor } from "./impulse.ts";
import { boxGaps, discGap, emptyGaps, type Gap, type PlanBox } from "./plan_gap.ts";
import { type BodyShape, type BodyState, type Contact } from "./rigid_body.ts";

/** Coulomb friction between bodywork and whatever it scrapes along. */
const FRICTION = 0.3;
/** Overlap that is left alone, and the speed at which more of it is undone, metres and m/s. */
const SLOP = 0.005;
const PUSH_OUT = 1;
/** Gaps narrower than this count as a touch that goes on, metres. */
const TOUCHING = 0.02;
const SWEEPS = 10;
/** How deep obstacles stand in the ground, metres. */
const ROOT = 0.6;
/** What moves has this mass for each cubic metre of its box: about right from a person to a bus. */
const DENSITY = 115;
/** What is lighter than this share of the body gives way when it is hit. */
const YIELDING = 0.25;

/** A standing or moving box, as the solver keeps it. */
interface Box extends PlanBox {
  x: number;
  y: number;
  cos: number;
  sin: number;
  halfLength: number;
  halfWidth: number;
  entity: number;
  bottom: number;
  top: number;
  vx: number;
  vy: number;
  /** kg; infinite where it stands. */
  mass: number;
}

/** A point where the body may not come closer, with the impulses found so far, N s. */
interface Row {
  readonly box: Box;
  readonly rx: number;
  readonly ry: number;
  readonly rz: number;
  readonly nx: number;
  readonly ny: number;
  readonly distance: number;
  /** Speed at which it closes in before anything acts, m/s. */
  readonly approach: number;
  normal: number;
  along: number;
  up: number;
}

/**
 * Holds a body clear of upright boxes and discs by impulses on its velocity.
 *
 * Contacts are speculative: a gap may close within a step but not further, so that no speed is too
 * high for a thin wall. Sequential impulses with friction (Catto, "Iterative dynamics with temporal
 * coherence", 2005); no bounce. Boxes that move keep their course, as if infinitely heavy; but light
 * ones (people, animals) give way once they have taken the momentum that two bodies of their masses
 * exchange when they go on together.
 */
export class UprightContacts {
  /** Touches of the last step. */
  readonly touches: Contact[] = [];
  readonly #shape: BodyShape;
  readonly #boxes: Box[] = [];
  readonly #gaps = emptyGaps();
  readonly #rows: Row[] = [];
  /** Momentum that a light mover may still take, N s, by its entity id. */
  readonly #yielding = new Map<number, number>();

  constructor(shape: BodyShape) {
    this.#shape = shape;
  }

  /** Whether there is nothing to run into. */
  get idle(): boolean {
    return this.#boxes.length === 0;
  }

  clear(): void {
    this.#boxes.length = 0;
  }

  addBlock({ id, x, y, z, yaw, halfLength, halfWidth, height }: Block): void {
    this.#boxes.push({
      entity: id,
      x,
      y,
      cos: Math.cos(yaw),
      sin: Math.sin(yaw),
      halfLength,
      halfWidth,
      bottom: z - ROOT,
      top: z + height,
      vx: 0,
      vy: 0,
      mass: Infinity,
    });
  }

  addMover({ entity, x, y, z, yaw, vx, vy, halfLength, halfWidth, height }: Footprint): void {
    this.#boxes.push({
      entity,
      x,
      y,
      cos: Math.cos(yaw),
      sin: Math.sin(yaw),
      halfLength,
      halfWidth,
      bottom: z,
      top: z + height,
      vx,
      vy,
      mass: DENSITY * 4 * halfLength * halfWidth * height,
    });
  }

  /** Moves what moves on by `dt` seconds. */
  advance(dt: number): void {
    for (const box of this.#boxes) {
      box.x += box.vx * dt;
      box.y += box.vy * dt;
    }
  }

  /**
   * Finds where the body would touch within `dt` seconds in that motion, and changes it so that it does
   * not go through.
   *
   * @param discs Props to be stopped at, as upright discs.
   */
  solve(state: BodyState, motion: BodyMotion, discs: Iterable<Post>, dt: number): void {
    this.touches.length = 0;
    this.#rows.length = 0;
    this.#find(state, motion.velocity, motion.spin, discs, dt);
    if (this.#rows.length === 0) {
      if (this.#yielding.size > 0) this.#yielding.clear();
      return;
    }
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      for (const row of this.#rows) this.#push(row, motion, dt);
    }
    this.#report(state);
  }

  /** What light movers may still take: pairs of entity and N s. */
  dynamicState(): readonly number[] {
    return this.#yielding.size === 0 ? [] : [...this.#yielding].flat();
  }

  #find(
    state: BodyState,
    v: Float64Array,
    w: Float64Array,
    discs: Iterable<Post>,
    dt: number,
  ): void {
    const [px, py, pz] = state.position as unknown as [number, number, number];
    const [qx, qy, qz, qw] = state.orientation as unknown as [number, number, number, number];
    const [ex, ey, ez] = this.#shape.halfExtents;
    // The middle of the collision box in the world.
    const [ax, ay, az] = rotate([qx, qy, qz, qw], this.#shape.middle ?? [0, 0, 0]);
    const x = px + ax, y = py + ay, z = pz + az;
    const headingX = 1 - 2 * (qy * qy + qz * qz), headingY = 2 * (qx * qy + qz * qw);
    const length = Math.hypot(headingX, headingY) || 1;
    const body: PlanBox = {
      x,
      y,
      cos: headingX / length,
      sin: headingY / length,
      halfLength: ex,
      halfWidth: ey,
    };
    const tall = ex * Math.abs(2 * (qx * qz - qy * qw)) + ey * Math.abs(2 * (qy * qz + qx * qw)) +
      ez * Math.abs(1 - 2 * (qx * qx + qy * qy));
    const spinning = Math.hypot(w[0]!, w[1]!, w[2]!) * (ex + ey + Math.abs(ax) + Math.abs(ay));
    const low = az - tall, high = az + tall;
    for (const box of this.#boxes) {
      if (box.top < z - tall || box.bottom > z + tall) continue;
      const closing = Math.hypot(v[0]! - box.vx, v[1]! - box.vy) + spinning;
      const [first, second] = this.#gaps;
      const count = boxGaps(body, box, closing * dt + TOUCHING, this.#gaps);
      if (count === 0) continue;
      // What gives way does so once, wherever it is hit first.
      const both = count === 2 && !this.#isLight(box);
      const nearest = count === 2 && second.distance < first.distance ? second : first;
      this.#add(box, both ? first : nearest, state, v, w, low, high);
      if (both) this.#add(box, second, state, v, w, low, high);
    }
    for (const { id, x: dx, y: dy, z: foot, radius, height } of discs) {
      if (foot + height < z - tall || foot - ROOT > z + tall) continue;
      const reach = (Math.hypot(v[0]!, v[1]!) + spinning) * dt;
      const [gap] = this.#gaps;
      if (!discGap(body, dx, dy, radius, reach, gap)) continue;
      const standing: Box = {
        ...{ entity: id, x: dx, y: dy, cos: 1, sin: 0, halfLength: radius, halfWidth: radius },
        ...{ bottom: foot - ROOT, top: foot + height, vx: 0, vy: 0, mass: Infinity },
      };
      this.#add(standing, gap, state, v, w, low, high);
    }
  }

  #add(
    box: Box,
    { x, y, nx, ny, distance }: Gap,
    { position: p }: BodyState,
    v: Float64Array,
    w: Float64Array,
    low: number,
    high: number,
  ): void {
    const rx = x - p[0]!, ry = y - p[1]!;
    // At the height of the centre of mass where both reach it: bumpers are built for that.
    const rz = Math.max(
      Math.max(box.bottom - p[2]!, low),
      Math.min(Math.min(box.top - p[2]!, high), 0),
    );
    const vx = v[0]! + w[1]! * rz - w[2]! * ry - box.vx;
    const vy = v[1]! + w[2]! * rx - w[0]! * rz - box.vy;
    const approach = -(vx * nx + vy * ny);
    this.#rows.push({ box, rx, ry, rz, nx, ny, distance, approach, normal: 0, along: 0, up: 0 });
  }

  #push(row: Row, motion: BodyMotion, dt: number): void {
    const { box, nx, ny, distance } = row;
    // A gap may close; an overlap is undone gently.
    const allowed = distance > 0
      ? -distance / dt
      : Math.min(PUSH_OUT, Math.max(0, -distance - SLOP) / dt);
    const towards = nx * box.vx + ny * box.vy;
    const normal = row.normal + impulseFor(motion, row, nx, ny, 0, towards + allowed);
    const before = row.normal;
    row.normal = Math.max(0, Math.min(this.#mostOf(row), normal));
    applyImpulse(motion, row, nx, ny, 0, row.normal - before);
    if (this.#isLight(box)) return;
    const limit = FRICTION * row.normal;
    const { along, up } = row;
    const past = nx * box.vy - ny * box.vx;
    row.along = clamp(along + impulseFor(motion, row, -ny, nx, 0, past), limit);
    applyImpulse(motion, row, -ny, nx, 0, row.along - along);
    row.up = clamp(up + impulseFor(motion, row, 0, 0, 1, 0), limit);
    applyImpulse(motion, row, 0, 0, 1, row.up - up);
  }

  /** The largest impulse that the row's box can give in this step, N s. */
  #mostOf({ box, approach }: Row): number {
    if (!this.#isLight(box)) return Infinity;
    const left = this.#yielding.get(box.entity);
    if (left !== undefined) return left;
    const { mass } = this.#shape;
    const first = mass * box.mass / (mass + box.mass) * Math.max(0, approach);
    this.#yielding.set(box.entity, first);
    return first;
  }

  #isLight({ mass }: Box): boolean {
    return mass < YIELDING * this.#shape.mass;
  }

  #report({ orientation }: BodyState): void {
    const [x, y, z, w] = orientation as unknown as [number, number, number, number];
    for (const { box, rx, ry, rz, distance, approach, normal } of this.#rows) {
      const left = this.#yielding.get(box.entity);
      if (left !== undefined) {
        if (normal <= 0 && distance > TOUCHING) this.#yielding.delete(box.entity);
        else this.#yielding.set(box.entity, Math.max(0, left - normal));
      }
      if (normal <= 0 && distance > SLOP) continue;
      // The conjugate turns the arm back into the body's frame.
      const tx = 2 * (z * ry - y * rz), ty = 2 * (x * rz - z * rx), tz = 2 * (y * rx - x * ry);
      this.touches.push({
        entity: box.entity,
        x: rx + w * tx - (y * tz - z * ty),
        y: ry + w * ty - (z * tx - x * tz),
        z: rz + w * tz - (x * ty - y * tx),
        approach,
      });
    }
    for (const entity of this.#yielding.keys()) {
      if (!this.#rows.some(({ box }) => box.entity === entity)) this.#yielding.delete(entity);
    }
  }
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
