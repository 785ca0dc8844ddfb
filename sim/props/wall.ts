import { type Plant } from "../biomes/biome.ts";
import { type Random } from "../random.ts";
import { type Fixture } from "./place_props.ts";
import { propSize } from "./prop.ts";

/** A place in the plane. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Neighbours stand so many of their mean diameters apart: closer than they are broad. */
const PITCH = 0.82;
/** How far from the line one may stand, share of its radius. */
const JITTER = 0.3;

/**
 * A natural wall along a line of places: rocks or shrubs side by side, too close for anything to pass
 * between them, with a loose second row behind it on its left side.
 */
export function wallAlong(
  line: readonly Place[],
  plants: readonly Plant[],
  random: Random,
): Fixture[] {
  const fixtures: Fixture[] = [];
  let last: { x: number; y: number; radius: number } | null = null;
  let choice = plants[Math.floor(plants.length * random())]!;
  let scale = wallScale(random);
  for (let k = 0; k + 1 < line.length; k++) {
    const [a, b] = [line[k]!, line[k + 1]!];
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const [alongX, alongY] = [(b.x - a.x) / length, (b.y - a.y) / length];
    for (let s = 0; s < length; s += 0.05) {
      const radius = propSize(choice.kind, choice.variant).radius * scale;
      const [x, y] = [a.x + alongX * s, a.y + alongY * s];
      const needed = last ? PITCH * (radius + last.radius) : 0;
      if (last && Math.hypot(x - last.x, y - last.y) < needed) continue;
      const off = JITTER * radius * (2 * random() - 1);
      fixtures.push({ plant: choice, x: x - alongY * off, y: y + alongX * off, scale });
      if (random() < 0.4) {
        const back = radius * (1.5 + 1.4 * random());
        const second = plants[Math.floor(plants.length * random())]!;
        const smaller = 0.75 * wallScale(random);
        fixtures.push({
          plant: second,
          x: x - alongY * back,
          y: y + alongX * back,
          scale: smaller,
        });
      }
      last = { x, y, radius };
      choice = plants[Math.floor(plants.length * random())]!;
      scale = wallScale(random);
    }
  }
  return fixtures;
}

function wallScale(random: Random): number {
  return 1.15 + 0.75 * random();
}
