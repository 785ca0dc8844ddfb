import { type Footprint, type Footprints } from "../actors/footprints.ts";

const NUMBERS = 8;

/** Whatever moves near a crowd and is none of it, as rectangles; gathered once for a tick. */
export class Strangers {
  #data = new Float64Array(32 * NUMBERS);
  #count = 0;
  readonly #shown: Omit<Footprint, "z" | "height"> = {
    entity: 0,
    x: 0,
    y: 0,
    yaw: 0,
    vx: 0,
    vy: 0,
    halfLength: 0,
    halfWidth: 0,
  };

  /** Gathers what is within `reach` metres of any of the points, but entities from `first` to below `end`. */
  gather(
    footprints: Footprints,
    x: Float64Array,
    y: Float64Array,
    reach: number,
    first: number,
    end: number,
  ): void {
    this.#count = 0;
    if (x.length === 0) return;
    let left = Infinity, right = -Infinity, low = Infinity, high = -Infinity;
    for (let i = 0; i < x.length; i++) {
      left = Math.min(left, x[i]!);
      right = Math.max(right, x[i]!);
      low = Math.min(low, y[i]!);
      high = Math.max(high, y[i]!);
    }
    const radius = Math.hypot(right - left, high - low) / 2 + reach + footprints.largest;
    footprints.eachNear((left + right) / 2, (low + high) / 2, radius, (found) => {
      if (found.entity < first || found.entity >= end) this.#add(found);
    });
  }

  /** Calls `visit` with each whose middle is within `radius` metres; the object is always the same. */
  eachNear(
    x: number,
    y: number,
    radius: number,
    visit: (found: Omit<Footprint, "z" | "height">) => void,
  ): void {
    const data = this.#data;
    const shown = this.#shown;
    for (let at = 0; at < NUMBERS * this.#count; at += NUMBERS) {
      const dx = data[at + 1]! - x, dy = data[at + 2]! - y;
      if (dx * dx + dy * dy > radius * radius) continue;
      shown.entity = data[at]!;
      shown.x = data[at + 1]!;
      shown.y = data[at + 2]!;
      shown.yaw = data[at + 3]!;
      shown.vx = data[at + 4]!;
      shown.vy = data[at + 5]!;
      shown.halfLength = data[at + 6]!;
      shown.halfWidth = data[at + 7]!;
      visit(shown);
    }
  }

  #add(found: Footprint): void {
    const at = NUMBERS * this.#count++;
    if (at + NUMBERS > this.#data.length) {
      const grown = new Float64Array(2 * this.#data.length);
      grown.set(this.#data);
      this.#data = grown;
    }
    const data = this.#data;
    data[at] = found.entity;
    data[at + 1] = found.x;
    data[at + 2] = found.y;
    data[at + 3] = found.yaw;
    data[at + 4] = found.vx;
    data[at + 5] = found.vy;
    data[at + 6] = found.halfLength;
    data[at + 7] = found.halfWidth;
  }
}
