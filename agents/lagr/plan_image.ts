import { Canvas, lettering, type RgbaPicture } from "./canvas.ts";
import type { Colour } from "./class_colours.ts";
import { MAP_COLOURS, paintGoal, paintRobot, type Spot } from "./map_image.ts";
import type { Navigator } from "./navigator.ts";
import { HEADINGS, type Route } from "./planner.ts";
import type { PolarGrid } from "./polar_grid.ts";
import { UNSEEN_COST } from "./traversal_cost.ts";

/** Metres from the middle to the edge; the least is taken that shows the way, the most where none does. */
const RANGES = [30, 60, 120] as const;
/** Share of that within which the way has to lie. */
const INSIDE = 0.9;
const FREE: Colour = [206, 214, 222];
const BARRED: Colour = [176, 40, 44];
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

/**
 * The plan seen from above, true to scale, the robot in the middle with its nose upwards: what ground costs, what
 * stereo saw to stand, where the robot came from, the way to the goal as planned now, and around the robot what
 * it would cost to leave in each direction.
 */
export class PlanPainter {
  readonly #grid: PolarGrid;
  readonly #canvas: Canvas;
  readonly #numbers = RANGES.map((range) => lettering(`${range / 3} m`, 9));

  /** @param size Pixels of a side. */
  constructor(grid: PolarGrid, size = 240) {
    this.#grid = grid;
    this.#canvas = new Canvas(size, size);
  }

  /** Paints what a navigator plans; the picture is painted over by the next call. */
  paint(navigator: Navigator, goal: Spot): RgbaPicture {
    const canvas = this.#canvas;
    const { route, trail, near, frame: { pose } } = navigator;
    const level = rangeOf(route, pose, goal);
    const scale = canvas.width / 2 / RANGES[level]!;
    this.#costs(navigator, scale);
    const at = (x: number, y: number): [number, number] => {
      const [dx, dy] = [x - pose.x, y - pose.y];
      const [cos, sin] = [Math.cos(pose.yaw), Math.sin(pose.yaw)];
      const [ahead, left] = [cos * dx + sin * dy, cos * dy - sin * dx];
      return [canvas.width / 2 - scale * left, canvas.width / 2 - scale * ahead];
    };
    const dot = Math.max(0.8, 0.12 * scale);
    const obstacles = near.obstacles();
    for (let k = 0; k + 1 < obstacles.length; k += 2) {
      canvas.disc(...at(obstacles[k]!, obstacles[k + 1]!), dot, STEREO, 0.9);
    }
    const places = trail.places();
    for (let k = 0; k + 3 < places.length; k += 2) {
      const end = at(places[k + 2]!, places[k + 3]!);
      canvas.line(at(places[k]!, places[k + 1]!), end, 1.6, TRAIL);
    }
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
      this.#rose(route, pose.yaw);
    }
    const [u, v] = at(goal.x, goal.y);
    paintGoal(canvas, ...withinPicture(u, v, canvas.width));
    paintRobot(canvas, canvas.width / 2, canvas.width / 2);
    this.#scaleBar(level);
    return canvas;
  }

  #costs({ planner: { traversal }, frame: { pose }, map }: Navigator, scale: number): void {
    const { rgba, width } = this.#canvas;
    const { cost, uncertainty } = traversal;
    const [cos, sin] = [Math.cos(pose.yaw), Math.sin(pose.yaw)];
    for (let v = 0; v < width; v += BLOCK) {
      for (let u = 0; u < width; u += BLOCK) {
        const ahead = (width / 2 - v - BLOCK / 2) / scale;
        const left = (width / 2 - u - BLOCK / 2) / scale;
        const x = pose.x + cos * ahead - sin * left - map.x;
        const y = pose.y + sin * ahead + cos * left - map.y;
        const cell = this.#grid.cellAt(x, y);
        const known = cell < 0 ? 0 : 1 - uncertainty[cell]!;
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

  #rose({ candidates }: Route, yaw: number): void {
    const middle = this.#canvas.width / 2;
    let least = Infinity;
    for (const cost of candidates) least = Math.min(least, cost);
    for (let k = 0; k < HEADINGS; k++) {
      const above = candidates[k]! / least - 1;
      if (!(above < Infinity)) continue;
      const bad = Math.min(1, above / ROSE.worst);
      const angle = 2 * Math.PI * k / HEADINGS - yaw;
      const colour: Colour = bad < 0.5 ? CHEAP : DEAR;
      const [u, v] = [
        middle - ROSE.radius * Math.sin(angle),
        middle - ROSE.radius * Math.cos(angle),
      ];
      this.#canvas.disc(u, v, 0.7, colour, 0.5 + Math.abs(bad - 0.5));
    }
  }

  /** A third of the range, in the lower left corner. */
  #scaleBar(level: number): void {
    const { width: size } = this.#canvas;
    const number = this.#numbers[level]!;
    const [left, bottom, long] = [8, size - 9, size / 6];
    for (const [thick, colour] of [[4, WAY_EDGE], [1.6, WAY]] as const) {
      this.#canvas.line([left, bottom], [left + long, bottom], thick, colour);
      this.#canvas.line([left, bottom - 3], [left, bottom], thick, colour);
      this.#canvas.line([left + long, bottom - 3], [left + long, bottom], thick, colour);
    }
    this.#canvas.write(number, left + long + 4, bottom - number.height + 3, WAY);
  }
}

/** Number of the least range that shows the way and the goal, or of the last. */
function rangeOf(route: Route | null, pose: Spot, goal: Spot): number {
  let farthest = Math.hypot(goal.x - pose.x, goal.y - pose.y);
  const path = route?.path ?? [];
  for (let k = 0; k + 1 < path.length; k += 2) {
    farthest = Math.max(farthest, Math.hypot(path[k]! - pose.x, path[k + 1]! - pose.y));
  }
  const level = RANGES.findIndex((range) => farthest < INSIDE * range);
  return level < 0 ? RANGES.length - 1 : level;
}

/** A point of the picture, or the one at its edge in that direction from the middle. */
function withinPicture(u: number, v: number, size: number): [number, number] {
  const most = size / 2 - 7;
  const away = Math.max(Math.abs(u - size / 2), Math.abs(v - size / 2));
  const share = Math.min(1, most / away);
  return [size / 2 + share * (u - size / 2), size / 2 + share * (v - size / 2)];
}
