import { type StateHash } from "../state_hash.ts";

/** Where a foot swings, beside the body it belongs to: metres on the ground, ahead and to the left. */
export interface Swing {
  /** Where it should leave the ground and where it should land, ahead of the body. */
  readonly liftOff: number;
  readonly landing: number;
  /** To the left of the body's middle. */
  readonly side: number;
  /** Turned outwards against the body, radians, counter-clockwise. */
  readonly turnedOut: number;
  /** How far ahead of its middle the foot reaches, and must clear what it meets, metres. */
  readonly toe: number;
  /** Share of the way that is done at a share of the swing, both `0..1`. */
  readonly progress: (share: number) => number;
}

/** Where a body is on the ground. */
export interface BodyPlace {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
}

/** Height of the ground at a point, metres. */
export type HeightAt = (x: number, y: number) => number;

/**
 * The feet of many bodies: a foot on the ground stays where it is, to the last bit, until it is
 * lifted; in the air it goes from there to its next place ahead of the body, wherever the body turns
 * meanwhile. So no foot ever slides.
 */
export class Footfalls {
  /** Feet of one body. */
  readonly feet: number;
  /** Where the foot is on the ground, or which point of the ground it is above, metres. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly yaw: Float64Array;
  /** Share of the swing that is done, `0..1`; -1 on the ground. */
  readonly swing: Float64Array;
  /** How far from its swing's start it left the ground: ahead, left, radians; and at what height. */
  readonly #off: Float64Array;

  constructor(bodies: number, feet: number) {
    const count = bodies * feet;
    this.feet = feet;
    this.x = new Float64Array(count);
    this.y = new Float64Array(count);
    this.z = new Float64Array(count);
    this.yaw = new Float64Array(count);
    this.swing = new Float64Array(count).fill(-1);
    this.#off = new Float64Array(4 * count);
  }

  /** Puts a foot on the ground. */
  plant(foot: number, x: number, y: number, yaw: number, heightAt: HeightAt): void {
    this.x[foot] = x;
    this.y[foot] = y;
    this.z[foot] = heightAt(x, y);
    this.yaw[foot] = yaw;
    this.swing[foot] = -1;
  }

  /** Puts a foot where it stands at ease. */
  plantBeside(
    foot: number,
    body: BodyPlace,
    ahead: number,
    side: number,
    turnedOut: number,
    heightAt: HeightAt,
  ): void {
    const cos = Math.cos(body.yaw), sin = Math.sin(body.yaw);
    this.plant(
      foot,
      body.x + ahead * cos - side * sin,
      body.y + ahead * sin + side * cos,
      body.yaw + turnedOut,
      heightAt,
    );
  }

  /**
   * Moves a foot to a share of its swing, or leaves (or puts) it on the ground where `share` is
   * negative.
   */
  move(foot: number, share: number, body: BodyPlace, swing: Swing, heightAt: HeightAt): void {
    const { x, y, z, yaw } = this;
    if (share < 0) {
      if (this.swing[foot]! < 0) return;
      this.plant(foot, x[foot]!, y[foot]!, yaw[foot]!, heightAt);
      return;
    }
    const off = 4 * foot;
    const cos = Math.cos(body.yaw), sin = Math.sin(body.yaw);
    const { liftOff, landing, side, turnedOut, toe, progress } = swing;
    if (this.swing[foot]! < 0) {
      const dx = x[foot]! - body.x, dy = y[foot]! - body.y;
      this.#off[off] = dx * cos + dy * sin - liftOff;
      this.#off[off + 1] = dy * cos - dx * sin - side;
      this.#off[off + 2] = Math.atan2(
        Math.sin(yaw[foot]! - body.yaw - turnedOut),
        Math.cos(yaw[foot]! - body.yaw - turnedOut),
      );
      this.#off[off + 3] = z[foot]!;
    }
    this.swing[foot] = share;
    const left = 1 - share * share * (3 - 2 * share);
    const ahead = liftOff + (landing - liftOff) * progress(share) + left * this.#off[off]!;
    const beside = side + left * this.#off[off + 1]!;
    x[foot] = body.x + ahead * cos - beside * sin;
    y[foot] = body.y + ahead * sin + beside * cos;
    yaw[foot] = body.yaw + turnedOut + left * this.#off[off + 2]!;
    // Where it will land lifts it in time for a kerb or a slope.
    const goal = heightAt(
      body.x + landing * cos - side * sin,
      body.y + landing * sin + side * cos,
    );
    const soon = Math.min(1, 1.8 * share);
    const between = this.#off[off + 3]! +
      (goal - this.#off[off + 3]!) * soon * soon * (3 - 2 * soon);
    z[foot] = Math.max(heightAt(x[foot]!, y[foot]!), between);
    if (toe !== 0) {
      z[foot] = Math.max(z[foot]!, heightAt(x[foot]! + toe * cos, y[foot]! + toe * sin));
    }
  }

  /** Adds all that later steps depend on. */
  hashInto(hash: StateHash): void {
    for (const values of [this.x, this.y, this.z, this.yaw, this.swing, this.#off]) {
      hash.addAll(values);
    }
  }
}
