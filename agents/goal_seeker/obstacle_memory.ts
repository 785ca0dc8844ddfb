import { wrapAngle } from "../../sim/pose.ts";
import type { FreeRay } from "./free_distance.ts";

/** Metres beyond which an obstacle that has left the picture no longer matters. */
const KEEP_WITHIN = 6;
/** Ticks after which dead reckoning can no longer say where it was. */
const KEEP_TICKS = 480;
/** One image column in this many is remembered. */
const COLUMN_STRIDE = 3;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly tick: number;
}

/**
 * Obstacles that have left the picture: beside the robot, or under its nose. Their places are kept
 * in a frame that is dead-reckoned from wheel speed and compass, and forgotten after some seconds;
 * whatever lies within the picture is told by the picture alone.
 */
export class ObstacleMemory {
  #x = 0;
  #y = 0;
  #heading = 0;
  #tick = 0;
  #places: Place[] = [];

  reset(): void {
    this.#x =
      this.#y =
      this.#heading =
      this.#tick =
        0;
    this.#places = [];
  }

  /** Moves on by one tick of `dt` seconds. */
  move(speed: number, heading: number, dt: number): void {
    this.#tick++;
    this.#heading = heading;
    this.#x += speed * dt * Math.cos(heading);
    this.#y += speed * dt * Math.sin(heading);
  }

  /**
   * Takes in what the picture says now, in place of what was remembered within its view.
   *
   * @param nearest Metres ahead at which the picture begins.
   */
  see(rays: readonly FreeRay[], nearest: number): void {
    const left = rays[0]?.bearing ?? 0;
    const right = rays.at(-1)?.bearing ?? 0;
    this.#places = this.#places.filter((place) => {
      const { bearing, distance } = this.#fromBody(place);
      const inView = bearing < left && bearing > right &&
        distance * Math.cos(bearing) > nearest;
      return !inView && distance < KEEP_WITHIN && this.#tick - place.tick < KEEP_TICKS;
    });
    for (let k = 0; k < rays.length; k += COLUMN_STRIDE) {
      const ray = rays[k]!;
      if (!ray.blocked || ray.distance > KEEP_WITHIN) continue;
      const direction = this.#heading + ray.bearing;
      this.#places.push({
        x: this.#x + ray.distance * Math.cos(direction),
        y: this.#y + ray.distance * Math.sin(direction),
        tick: this.#tick,
      });
    }
  }

  /** What is remembered, as blocked rays from where the body is now. */
  rays(): FreeRay[] {
    return this.#places.map((place) => ({ ...this.#fromBody(place), blocked: true }));
  }

  #fromBody(place: Place): { bearing: number; distance: number } {
    const [dx, dy] = [place.x - this.#x, place.y - this.#y];
    return {
      bearing: wrapAngle(Math.atan2(dy, dx) - this.#heading),
      distance: Math.hypot(dx, dy),
    };
  }
}
