import { type Plant } from "../biomes/biome.ts";
import { type Block } from "../block.ts";
import { type Random } from "../random.ts";
import { waterOver } from "../terrain/water.ts";
import { OFFROAD_SIZE } from "../terrain/terrain.ts";
import { type Site } from "./place_props.ts";
import { createProp, type Prop, propSize } from "./prop.ts";
import { PropIndex } from "./prop_index.ts";

/** Nothing solid stands closer to the track's edge: a rover 0.7 m wide passes freely. */
const PATH_MARGIN = 0.7;
/** The steepest ground that anything stands on, rise over run. */
const MAX_SLOPE = 0.5;
/** A thing that lies follows the ground: its ends may be off it by that much, metres. */
const LIE = 0.1;
/** Ratio of the golden section of the square: spreads palettes evenly over neighbouring ids. */
const SPREAD = 0.7548776662;

/** Puts plants and rocks where they can stand. */
export class Planter {
  readonly props: Prop[] = [];
  readonly index = new PropIndex();
  readonly blocks: Block[] = [];
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  /** Places a plant unless something is in its way; says whether it did. */
  plant(
    plant: Plant,
    [x, y]: readonly [number, number],
    scale: number,
    random: Random,
    gap = 0,
  ): boolean {
    let yaw = 2 * Math.PI * random();
    const { terrain, path, clearings } = this.#site;
    const { halfLength = 0, maxSlope = MAX_SLOPE } = propSize(plant.kind, plant.variant);
    const half = OFFROAD_SIZE / 2 - 1 - halfLength;
    if (Math.abs(x) > half || Math.abs(y) > half) return false;
    if (halfLength > 0) {
      const along = this.#alongContour(x, y, yaw, halfLength * scale);
      if (along === null) return false;
      yaw = along;
    }
    const prop = this.#make(plant, x, y, yaw, scale);
    const reach = Math.max(prop.radius, halfLength * scale);
    const solid = reach > 0;
    // Tall grass may lean over the track's edge but leaves its middle bare.
    const margin = solid
      ? path.halfWidth + PATH_MARGIN + reach + Math.max(0, gap)
      : path.halfWidth - 0.2;
    if (path.distance(x, y) < margin) return false;
    if (waterOver(this.#site, x, y) > -0.05) return false;
    if (solid) {
      for (const clearing of clearings) {
        const distance = Math.hypot(clearing.x - x, clearing.y - y);
        if (distance < clearing.radius + reach) return false;
      }
      const [dx, dy] = terrain.gradient(x, y);
      if (Math.hypot(dx, dy) > maxSlope) return false;
    }
    if (this.#isCrowded(prop, reach, gap)) return false;
    this.#add(prop, halfLength);
    return true;
  }

  /** Places a plant where it is wanted, unless that is under water. */
  fix(plant: Plant, [x, y]: readonly [number, number], scale: number, random: Random): void {
    const yaw = 2 * Math.PI * random();
    if (waterOver(this.#site, x, y) > -0.05) return;
    this.#add(this.#make(plant, x, y, yaw, scale), 0);
  }

  #make(
    { kind, variant, palettes }: Plant,
    x: number,
    y: number,
    yaw: number,
    scale: number,
  ): Prop {
    const index = this.props.length;
    const palette = palettes?.[Math.floor(((index * SPREAD) % 1) * palettes.length)];
    const placement = { kind, variant, x, y, yaw, scale, ...(palette && { palette }) };
    return createProp(placement, index, this.#site.terrain.height(x, y));
  }

  #add(prop: Prop, halfLength: number): void {
    this.props.push(prop);
    this.index.add(prop);
    if (halfLength === 0) return;
    const { id, x, y, z, yaw, scale, height } = prop;
    const { halfWidth = 0 } = propSize(prop.kind, prop.variant);
    this.blocks.push({
      id,
      x,
      y,
      z,
      yaw,
      halfLength: halfLength * scale,
      halfWidth: halfWidth * scale,
      height,
    });
  }

  /** Across the slope, where the ground under both ends is as high as in the middle; else null. */
  #alongContour(x: number, y: number, yaw: number, reach: number): number | null {
    const { terrain } = this.#site;
    const [dx, dy] = terrain.gradient(x, y);
    const along = Math.hypot(dx, dy) < 0.02 ? yaw : Math.atan2(dx, -dy);
    const z = terrain.height(x, y);
    for (const share of [-1, -0.5, 0.5, 1]) {
      const px = x + share * reach * Math.cos(along);
      const py = y + share * reach * Math.sin(along);
      if (Math.abs(terrain.height(px, py) - z) > LIE) return null;
      if (waterOver(this.#site, px, py) > -0.05) return null;
    }
    return along;
  }

  #isCrowded(prop: Prop, reach: number, gap: number): boolean {
    const solid = reach > 0;
    let crowded = false;
    this.index.eachNear(prop.x, prop.y, reach + gap + 2.3, (other) => {
      const { halfLength = 0 } = propSize(other.kind, other.variant);
      const otherReach = Math.max(other.radius, halfLength * other.scale);
      if (!solid && otherReach === 0) return;
      const distance = Math.hypot(other.x - prop.x, other.y - prop.y);
      if (distance < reach + otherReach + (solid && otherReach > 0 ? gap : 0)) crowded = true;
    });
    return crowded;
  }
}
