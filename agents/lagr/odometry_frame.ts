import type { Planar } from "./short_range.ts";

/** Poses that are remembered, one a tick: five seconds. */
const REMEMBERED = 300;
/** Seconds over which GNSS is averaged into where the frame lies. */
const SETTLING = 25;

/**
 * The frame that maps are kept in: dead-reckoned from wheel speed and compass, smooth, and slowly drifting.
 * Its axes are the world's; where its origin lies there, GNSS says, averaged. The map never jumps: it is the
 * goal that is corrected.
 */
export class OdometryFrame {
  #x = 0;
  #y = 0;
  #yaw = 0;
  #tick = 0;
  readonly #poses = new Float64Array(3 * REMEMBERED);
  /** The origin on the map, as GNSS says; none before its first reading. */
  #origin: { x: number; y: number } | null = null;

  reset(): void {
    this.#x =
      this.#y =
      this.#yaw =
      this.#tick =
        0;
    this.#origin = null;
    this.#poses.fill(0);
  }

  /** Where the robot is now. */
  get pose(): Planar {
    return { x: this.#x, y: this.#y, yaw: this.#yaw };
  }

  /** Ticks since the start. */
  get tick(): number {
    return this.#tick;
  }

  /**
   * Goes on by a tick of `dt` seconds.
   *
   * @param speed Of the wheels, m/s.
   * @param heading By the compass, radians.
   * @param gnss Where the receiver says the robot is on the map.
   */
  move(speed: number, heading: number, gnss: ArrayLike<number>, dt: number): void {
    this.#yaw = heading;
    this.#x += speed * dt * Math.cos(heading);
    this.#y += speed * dt * Math.sin(heading);
    this.#tick++;
    this.#poses.set([this.#x, this.#y, this.#yaw], 3 * (this.#tick % REMEMBERED));
    const [x, y] = [gnss[0]! - this.#x, gnss[1]! - this.#y];
    if (!this.#origin) {
      this.#origin = { x, y };
      return;
    }
    // A plain mean at first, so that one bad reading is soon outweighed.
    const share = Math.max(dt / SETTLING, 1 / this.#tick);
    this.#origin.x += share * (x - this.#origin.x);
    this.#origin.y += share * (y - this.#origin.y);
  }

  /**
   * Where the robot was when a picture was taken; the oldest pose remembered for older pictures. A picture of tick
   * `t` is taken before the compass of that tick is read, which is noted with pose `t + 1`.
   */
  poseAt(tick: number): Planar {
    const oldest = Math.max(1, this.#tick - REMEMBERED + 1);
    const asked = Math.min(this.#tick, Math.max(oldest, Math.round(tick)));
    const at = 3 * (asked % REMEMBERED);
    const read = 3 * (Math.min(this.#tick, asked + 1) % REMEMBERED);
    return { x: this.#poses[at]!, y: this.#poses[at + 1]!, yaw: this.#poses[read + 2]! };
  }

  /** A place of the map in this frame. */
  fromMap(place: ArrayLike<number>): { x: number; y: number } {
    const origin = this.#origin ?? { x: 0, y: 0 };
    return { x: place[0]! - origin.x, y: place[1]! - origin.y };
  }
}
