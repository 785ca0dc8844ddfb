import { Canvas, lettering, type RgbaPicture } from "./canvas.ts";
import type { Colour } from "./class_colours.ts";
import { MAP_COLOURS, paintGoal, paintRobot, type Spot } from "./map_image.ts";
import type { Navigator } from "./navigator.ts";
import { HEADINGS, type Route } from "./planner.ts";
import type { PolarGrid } from "./polar_grid.ts";
import { UNSEEN_COST } from "./traversal_cost.ts";

/** Metres from the picture's middle to its edge: one of these. */
const RANGES = [20, 25, 32, 40, 50, 63, 80, 100, 125] as const;
/** Share of that within which the way and so much of the robot's surroundings, metres, has to lie. */
const INSIDE = 0.9;
const AROUND = 9;
/** What lies farther from the robot than this is not waited for, metres. */
const FARTHEST = 125;
/** Lengths of the scale bar, metres: the longest that is no more than a share of the picture. */
const BARS = [5, 10, 20, 40] as const;
const BAR_SHARE = 0.22;
const FREE: Colour = [206, 214, 222];
const BARRED: Colour = [176, 40, 44];
/** Of what is known so much, half as much is seen: the little known must not be lost in the dark. */
const SEEN = 0.6;
/** Cost above that of unseen ground at which a cell is as red as can be. */
const WORST = 0.6;
const STEREO: Colour = [255, 200, 40];
const TRAIL: Colour = [60, 130, 235];
const WAY: Colour = [255, 255, 255];
const WAY_EDGE: Colour = [20, 22, 26];
/** Pixels of a side of what one cost is looked up for. */
const BLOCK = 2;
/** Radius of the rose of directions, pixels, and what makes one as bad as can be, share above the best. */
const ROSE = { radius: 15, worst: 0.3 } as const;
const CHEAP: Colour = [70, 225, 120];
const DEAR: Colour = [235, 70, 60];

/** What a picture shows: its middle, metres ahead of the robot and to its left, and its pixels a metre. */
interface Frame {
  readonly ahead: number;
  readonly left: number;
  readonly scale: number;
}

/**
 * The plan seen from above, true to scale, with the robot's nose upwards: what ground costs, what stereo saw to
 * stand, where the robot came from, the way to the goal as planned now, and around the robot what it would cost
 * to leave in each direction.
 */
export class PlanPainter {
  readonly #grid: PolarGrid;
  readonly #canvas: Canvas;
  readonly #numbers = BARS.map((metres) => lettering(`${metres} m`, 9));
  #level = 0;

  /** @param size Pixels of a side. */
  constructor(grid: PolarGrid, size = 240) {
    this.#grid = grid;
    this.#canvas = new Canvas(size, size);
  }

  /**
   * Paints what a navigator plans; the picture is painted over by the next call. Its scale follows the way: at
   * once where that would lie outside, and else not before it is clearly too small.
   */
  paint(navigator: Navigator, goal: Spot): RgbaPicture {
    const canvas = this.#canvas;
    const { route, trail, near, frame: { pose } } = navigator;
    const [cos, sin] = [Math.cos(pose.yaw), Math.sin(pose.yaw)];
    const inBody = (x: number, y: number): [number, number] => {
      const [dx, dy] = [x - pose.x, y - pose.y];
      return [cos * dx + sin * dy, cos * dy - sin * dx];
    };
    const frame = this.#frame(route, inBody, goal);
    this.#costs(navigator, frame);
    const { scale } = frame;
    const at = (x: number, y: number): [number, number] => {
      const [ahead, left] = inBody(x, y);
      return this.#point(frame, ahead, left);
    };
    const obstacles = near.obstacles();
    const dot = Math.max(0.8, 0.12 * scale);
    for (let k = 0; k + 1 < obstacles.length; k += 2) {
      canvas.disc(...at(obstacles[k]!, obstacles[k + 1]!), dot, STEREO, 0.9);
    }
    const places = trail.places();
    for (let k = 0; k + 3 < places.length; k += 2) {
      const end = at(places[k + 2]!, places[k + 3]!);
      canvas.line(at(places[k]!, places[k + 1]!), end, 1.8, TRAIL);
    }
    const [u, v] = this.#point(frame, 0, 0);
    if (route) {
      const { path } = route;
      for (const [thick, colour, alpha] of [[4.2, WAY_EDGE, 0.55], [2, WAY, 1]] as const) {
        let from = at(pose.x, pose.y);
        for (let k = 0; k + 1 < path.length; k += 2) {
          const to = at(path[k]!, path[k + 1]!);
          canvas.line(from, to, thick, colour, alpha);
          from = to;
        }
      }
      this.#rose(route, pose.yaw, u, v);
    }
    paintGoal(canvas, ...withinPicture([u, v], at(goal.x, goal.y), canvas.width));
    paintRobot(canvas, u, v);
    this.#scaleBar(scale);
    return canvas;
  }

  #point({ ahead, left, scale }: Frame, x: number, y: number): [number, number] {
    const middle = this.#canvas.width / 2;
    return [middle - scale * (y - left), middle - scale * (x - ahead)];
  }

  /** A square around the robot, the way and the goal. */
  #frame(
    route: Route | null,
    inBody: (x: number, y: number) => [number, number],
    goal: Spot,
  ): Frame {
    const [low, high] = [[-AROUND, -AROUND], [AROUND, AROUND]];
    const path = route?.path ?? [goal.x, goal.y];
    for (let k = 0; k + 1 < path.length; k += 2) {
      const point = inBody(path[k]!, path[k + 1]!);
      const shorter = Math.min(1, FARTHEST / Math.hypot(...point));
      for (const axis of [0, 1]) {
        low[axis] = Math.min(low[axis]!, shorter * point[axis]!);
        high[axis] = Math.max(high[axis]!, shorter * point[axis]!);
      }
    }
    const half = Math.max(high[0]! - low[0]!, high[1]! - low[1]!) / 2 / INSIDE;
    const last = RANGES.length - 1;
    while (this.#level < last && RANGES[this.#level]! < half) this.#level++;
    while (this.#level > 1 && RANGES[this.#level - 2]! > half) this.#level--;
    return {
      ahead: (low[0]! + high[0]!) / 2,
      left: (low[1]! + high[1]!) / 2,
      scale: this.#canvas.width / 2 / RANGES[this.#level]!,
    };
  }

  #costs({ planner: { traversal }, frame: { pose }, map, route }: Navigator, frame: Frame): void {
    const { rgba, width } = this.#canvas;
    const { cost, uncertainty } = traversal;
    const [cos, sin] = [Math.cos(pose.yaw), Math.sin(pose.yaw)];
    for (let v = 0; v < width; v += BLOCK) {
      for (let u = 0; u < width; u += BLOCK) {
        const ahead = frame.ahead + (width / 2 - v - BLOCK / 2) / frame.scale;
        const left = frame.left + (width / 2 - u - BLOCK / 2) / frame.scale;
        const x = pose.x + cos * ahead - sin * left - map.x;
        const y = pose.y + sin * ahead + cos * left - map.y;
        // Before the first plan there are no costs.
        const cell = route ? this.#grid.cellAt(x, y) : -1;
        const known = cell < 0 ? 0 : (1 - uncertainty[cell]!) ** SEEN;
        const bad = cell < 0 ? 0 : Math.max(0, Math.min(1, (cost[cell]! - UNSEEN_COST) / WORST));
        for (let c = 0; c < 3; c++) {
          const colour = FREE[c]! + (BARRED[c]! - FREE[c]!) * bad;
          const value = MAP_COLOURS.unseen[c]! + (colour - MAP_COLOURS.unseen[c]!) * known;
          for (let k = 0; k < BLOCK * BLOCK; k++) {
            const row = v + Math.floor(k / BLOCK);
            rgba[4 * (row * width + u + k % BLOCK) + c] = value;
          }
        }
      }
    }
    for (let i = 3; i < rgba.length; i += 4) rgba[i] = 255;
  }

  #rose({ candidates }: Route, yaw: number, u: number, v: number): void {
    let least = Infinity;
    for (const cost of candidates) least = Math.min(least, cost);
    for (let k = 0; k < HEADINGS; k++) {
      const above = candidates[k]! / least - 1;
      if (!(above < Infinity)) continue;
      const bad = Math.min(1, above / ROSE.worst);
      const angle = 2 * Math.PI * k / HEADINGS - yaw;
      const colour: Colour = bad < 0.5 ? CHEAP : DEAR;
      const [x, y] = [u - ROSE.radius * Math.sin(angle), v - ROSE.radius * Math.cos(angle)];
      this.#canvas.disc(x, y, 0.7, colour, 0.5 + Math.abs(bad - 0.5));
    }
  }

  /** In the lower left corner. */
  #scaleBar(scale: number): void {
    const { width: size } = this.#canvas;
    const longest = BARS.findLastIndex((metres) => metres * scale <= BAR_SHARE * size);
    const bar = Math.max(0, longest);
    const [left, bottom, long] = [8, size - 9, Math.round(BARS[bar]! * scale)];
    for (const [thick, colour] of [[4, WAY_EDGE], [1.6, WAY]] as const) {
      this.#canvas.line([left, bottom], [left + long, bottom], thick, colour);
      this.#canvas.line([left, bottom - 3], [left, bottom], thick, colour);
      this.#canvas.line([left + long, bottom - 3], [left + long, bottom], thick, colour);
    }
    const number = this.#numbers[bar]!;
    this.#canvas.write(number, left + long + 4, bottom - number.height + 3, WAY);
  }
}

/** A point of the picture, or the last one inside on the way there from another. */
function withinPicture(
  [u0, v0]: readonly [number, number],
  [u, v]: readonly [number, number],
  size: number,
): [number, number] {
  const edge = 7;
  let share = 1;
  for (const [from, to] of [[u0, u], [v0, v]] as const) {
    if (to > size - edge) share = Math.min(share, (size - edge - from) / (to - from));
    if (to < edge) share = Math.min(share, (edge - from) / (to - from));
  }
  share = Math.max(0, share);
  return [u0 + share * (u - u0), v0 + share * (v - v0)];
}
