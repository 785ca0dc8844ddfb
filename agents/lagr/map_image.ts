import type { Navigator } from "./navigator.ts";
import { HEADINGS } from "./planner.ts";
import type { PolarGrid } from "./polar_grid.ts";
import { UNSEEN_COST } from "./traversal_cost.ts";

/** A picture, rows from the top, four bytes a pixel. */
export interface MapImage {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array<ArrayBuffer>;
}

type Colour = readonly [number, number, number];

const UNSEEN: Colour = [58, 62, 68];
const GROUND: Colour = [126, 178, 104];
const OBSTACLE: Colour = [196, 62, 44];
const NEAR: Colour = [255, 214, 90];
const PATH: Colour = [255, 255, 255];
const TRAIL: Colour = [90, 160, 230];
const GOAL: Colour = [235, 80, 220];
const RING: Colour = [92, 96, 104];
/** Radii at which a circle is drawn, metres. */
const CIRCLES = [12, 30, 60, 100];

/**
 * The polar map as the robot has it, its nose upwards: the distance from the middle of the picture is the map's
 * own `u`, so that near ground is as large as it is to the planner, and the horizon lies on the rim. Ground
 * is green, obstacles red, the paler the less is known; with stereo's obstacles, the way planned,
 * where it came from and the goal.
 */
export class MapPainter {
  readonly #size: number;
  readonly #grid: PolarGrid;
  /** Ring of each pixel, -1 outside, and its sector seen from the nose, in whole sectors. */
  readonly #ring: Int16Array;
  readonly #sector: Int16Array;
  readonly #rgba: Uint8Array<ArrayBuffer>;

  /** @param size Pixels of a side. */
  constructor(grid: PolarGrid, size = 240) {
    this.#grid = grid;
    this.#size = size;
    this.#ring = new Int16Array(size * size);
    this.#sector = new Int16Array(size * size);
    this.#rgba = new Uint8Array(4 * size * size);
    for (let v = 0; v < size; v++) {
      for (let u = 0; u < size; u++) {
        const [ahead, left] = [(size - 1) / 2 - v, (size - 1) / 2 - u];
        const ring = Math.floor(2 * Math.hypot(ahead, left) / size * grid.rings);
        this.#ring[v * size + u] = ring < grid.rings ? ring : -1;
        this.#sector[v * size + u] = Math.floor(grid.sectorPlace(Math.atan2(left, ahead)));
      }
    }
  }

  /** Paints what a navigator knows; the picture is painted over by the next call. */
  paint(navigator: Navigator, goal: { readonly x: number; readonly y: number }): MapImage {
    const [size, rgba] = [this.#size, this.#rgba];
    const { cost, uncertainty } = navigator.planner.traversal;
    const { rings, sectors } = this.#grid;
    const turned = Math.round(navigator.frame.pose.yaw / this.#grid.sectorAngle);
    const shift = ((turned % sectors) + sectors) % sectors;
    for (let i = 0; i < size * size; i++) {
      const ring = this.#ring[i]!;
      rgba[4 * i + 3] = ring < 0 ? 0 : 255;
      if (ring < 0) continue;
      const cell = ring * sectors + (this.#sector[i]! + shift) % sectors;
      const bad = Math.max(0, Math.min(1, (cost[cell]! - UNSEEN_COST) / 0.6));
      const known = 1 - uncertainty[cell]!;
      for (let c = 0; c < 3; c++) {
        const colour = GROUND[c]! + (OBSTACLE[c]! - GROUND[c]!) * bad;
        rgba[4 * i + c] = UNSEEN[c]! + (colour - UNSEEN[c]!) * known;
      }
    }
    for (const radius of CIRCLES) {
      const u = this.#grid.ringPlace(radius) / rings * size / 2;
      for (let k = 0; k < 6 * u; k++) {
        const angle = k / (6 * u) * 2 * Math.PI;
        this.#dot(size / 2 + u * Math.cos(angle), size / 2 + u * Math.sin(angle), RING, 0);
      }
    }
    this.#places(navigator, navigator.trail.places(), TRAIL, 1);
    this.#places(navigator, navigator.near.obstacles(), NEAR, 0);
    if (navigator.route) this.#line(navigator, navigator.route.path, PATH);
    this.#places(navigator, [goal.x, goal.y], GOAL, 3);
    this.#dot(size / 2, size / 2, PATH, 2);
    return { width: size, height: size, rgba };
  }

  /** Pixel of a place of the odometry frame. */
  #pixel(navigator: Navigator, x: number, y: number): readonly [number, number] {
    const { pose } = navigator.frame;
    const [dx, dy] = [x - pose.x, y - pose.y];
    const angle = Math.atan2(dy, dx) - pose.yaw;
    const place = Math.min(this.#grid.rings - 1, this.#grid.ringPlace(Math.hypot(dx, dy)));
    const u = place / this.#grid.rings * this.#size / 2;
    return [this.#size / 2 - u * Math.sin(angle), this.#size / 2 - u * Math.cos(angle)];
  }

  #places(navigator: Navigator, places: ArrayLike<number>, colour: Colour, radius: number): void {
    for (let k = 0; k + 1 < places.length; k += 2) {
      const [u, v] = this.#pixel(navigator, places[k]!, places[k + 1]!);
      this.#dot(u, v, colour, radius);
    }
  }

  #line(navigator: Navigator, path: ArrayLike<number>, colour: Colour): void {
    for (let k = 0; k + 3 < path.length; k += 2) {
      const a = this.#pixel(navigator, path[k]!, path[k + 1]!);
      const b = this.#pixel(navigator, path[k + 2]!, path[k + 3]!);
      const steps = Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1])) + 1;
      for (let s = 0; s <= steps; s++) {
        const t = s / steps;
        this.#dot(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, colour, 0);
      }
    }
  }

  #dot(u: number, v: number, [r, g, b]: Colour, radius: number): void {
    for (let dv = -radius; dv <= radius; dv++) {
      for (let du = -radius; du <= radius; du++) {
        const [x, y] = [Math.floor(u) + du, Math.floor(v) + dv];
        if (x < 0 || y < 0 || x >= this.#size || y >= this.#size) continue;
        if (du * du + dv * dv > radius * radius + 1) continue;
        this.#rgba.set([r, g, b, 255], 4 * (y * this.#size + x));
      }
    }
  }
}

/** Costs of leaving in each direction from the nose leftwards, as shares above the cheapest: for a rose of rays. */
export function candidateRose(candidates: ArrayLike<number>, yaw: number): Float32Array {
  const least = Math.min(...Array.from(candidates));
  const shift = Math.round(yaw / (2 * Math.PI) * HEADINGS);
  return Float32Array.from({ length: HEADINGS }, (_, k) => {
    const at = (((k + shift) % HEADINGS) + HEADINGS) % HEADINGS;
    return candidates[at]! === Infinity ? Infinity : candidates[at]! / least - 1;
  });
}
