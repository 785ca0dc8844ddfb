import { Canvas, lettering, type RgbaPicture } from "./canvas.ts";
import { CLASS_COLOURS, classOf, type Colour } from "./class_colours.ts";
import type { Navigator } from "./navigator.ts";
import type { PolarGrid } from "./polar_grid.ts";
import { BINS } from "./polar_map.ts";

/** What is painted in the map and in the plan. */
export const MAP_COLOURS = {
  unseen: [40, 44, 50],
  ring: [235, 238, 242],
  goal: [235, 60, 220],
  robot: [255, 255, 255],
  dark: [12, 14, 18],
} as const satisfies Readonly<Record<string, Colour>>;

/** A place in the odometry frame, metres. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Radii at which a circle is drawn, metres, and where its number stands, radians from the nose leftwards. */
const CIRCLES = [[12, 2.5], [30, 2.3], [100, 2.1]] as const;
/** Evidence at which a cell has half its colour. */
const HALF_KNOWN = 0.25;

/**
 * The polar map as the robot has it, its nose upwards: each cell in the colour of the class that most was
 * seen of there, the paler the less is known. Distance from the middle is the map's own `u`, so that near
 * ground is as large as it is to the planner, and the horizon lies on the rim.
 */
export class MapPainter {
  readonly #grid: PolarGrid;
  readonly #canvas: Canvas;
  /** Ring of each pixel, -1 outside, and its sector seen from the nose, in whole sectors. */
  readonly #ring: Int16Array;
  readonly #sector: Int16Array;
  /** Of each cell, as painted. */
  readonly #cells: Uint8Array;
  readonly #numbers = CIRCLES.map(([metres]) => lettering(`${metres} m`, 9));

  /** @param size Pixels of a side. */
  constructor(grid: PolarGrid, size = 240) {
    this.#grid = grid;
    this.#canvas = new Canvas(size, size);
    this.#ring = new Int16Array(size * size);
    this.#sector = new Int16Array(size * size);
    this.#cells = new Uint8Array(3 * grid.cells);
    for (let v = 0; v < size; v++) {
      for (let u = 0; u < size; u++) {
        const [ahead, left] = [(size - 1) / 2 - v, (size - 1) / 2 - u];
        const ring = Math.floor(2 * Math.hypot(ahead, left) / size * grid.rings);
        this.#ring[v * size + u] = ring < grid.rings ? ring : -1;
        this.#sector[v * size + u] = Math.floor(grid.sectorPlace(Math.atan2(left, ahead)));
      }
    }
  }

  /** Paints what a navigator has on its map; the picture is painted over by the next call. */
  paint(navigator: Navigator, goal: Spot): RgbaPicture {
    this.#colourCells(navigator);
    this.#paintCells(navigator);
    const canvas = this.#canvas;
    const [size, { rings }] = [canvas.width, this.#grid];
    CIRCLES.forEach(([metres, angle], i) => {
      const u = this.#grid.ringPlace(metres) / rings * size / 2;
      canvas.circle(size / 2, size / 2, u, MAP_COLOURS.ring, 0.45);
      const { width, height } = this.#numbers[i]!;
      const [x, y] = [size / 2 - u * Math.sin(angle), size / 2 - u * Math.cos(angle)];
      const [left, top] = [Math.round(x - width / 2), Math.round(y - height / 2)];
      canvas.write(this.#numbers[i]!, left, top, MAP_COLOURS.ring);
    });
    const [u, v] = this.#pixel(navigator, goal);
    paintGoal(canvas, u, v);
    paintRobot(canvas, ...this.#pixel(navigator, navigator.frame.pose));
    return canvas;
  }

  #colourCells({ map }: Navigator): void {
    const [histograms, gain] = map.histograms();
    const [cells, unseen] = [this.#cells, MAP_COLOURS.unseen];
    for (let cell = 0, at = 0; at < histograms.length; cell++, at += BINS) {
      let sum = 0;
      for (let c = 0; c < BINS; c++) sum += histograms[at + c]!;
      const evidence = sum * gain;
      const known = evidence / (evidence + HALF_KNOWN);
      const colour = sum > 0 ? CLASS_COLOURS[classOf(histograms, at)]! : unseen;
      for (let c = 0; c < 3; c++) {
        cells[3 * cell + c] = unseen[c]! + (colour[c]! - unseen[c]!) * known;
      }
    }
  }

  #paintCells(navigator: Navigator): void {
    const { sectors, sectorAngle } = this.#grid;
    const { rgba } = this.#canvas;
    const cells = this.#cells;
    const turned = Math.round(navigator.frame.pose.yaw / sectorAngle);
    const shift = ((turned % sectors) + sectors) % sectors;
    for (let i = 0; i < this.#ring.length; i++) {
      const ring = this.#ring[i]!;
      rgba[4 * i + 3] = ring < 0 ? 0 : 255;
      if (ring < 0) {
        rgba[4 * i] = rgba[4 * i + 1] = rgba[4 * i + 2] = 0;
        continue;
      }
      const cell = 3 * (ring * sectors + (this.#sector[i]! + shift) % sectors);
      rgba[4 * i] = cells[cell]!;
      rgba[4 * i + 1] = cells[cell + 1]!;
      rgba[4 * i + 2] = cells[cell + 2]!;
    }
  }

  /** Point of the picture that shows a place, on the rim if it lies beyond the map. */
  #pixel({ frame, map }: Navigator, { x, y }: Spot): [number, number] {
    const size = this.#canvas.width;
    const [dx, dy] = [x - map.x, y - map.y];
    const angle = Math.atan2(dy, dx) - frame.pose.yaw;
    const place = Math.min(this.#grid.rings - 2, this.#grid.ringPlace(Math.hypot(dx, dy)));
    const u = place / this.#grid.rings * size / 2;
    return [size / 2 - u * Math.sin(angle), size / 2 - u * Math.cos(angle)];
  }
}

/** A ring with a dot. */
export function paintGoal(canvas: Canvas, u: number, v: number): void {
  canvas.disc(u, v, 5.5, MAP_COLOURS.dark, 0.7);
  canvas.disc(u, v, 4.5, MAP_COLOURS.goal);
  canvas.disc(u, v, 1.5, MAP_COLOURS.robot);
}

/** An arrow head that points upwards. */
export function paintRobot(canvas: Canvas, u: number, v: number): void {
  for (let row = -7; row <= 5; row++) {
    const half = (row + 7) * 0.42;
    for (let column = -6; column <= 6; column++) {
      // A notch in the back.
      const inside = Math.abs(column) <= half && row + 7 < 9 + 0.6 * Math.abs(column);
      const near = Math.abs(column) <= half + 1.3 && row + 7 < 10.5 + 0.6 * Math.abs(column);
      const [x, y] = [Math.floor(u) + column, Math.floor(v) + row];
      if (inside) canvas.blend(x, y, MAP_COLOURS.robot, 1);
      else if (near) canvas.blend(x, y, MAP_COLOURS.dark, 0.7);
    }
  }
}
