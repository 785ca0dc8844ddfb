import type { Footprints } from "../../sim/actors/footprints.ts";
import type { LaneGraph } from "../../sim/roads/lane_graph.ts";
import type { Route, RouteLine } from "../../sim/roads/route.ts";

/** Something to stop for or to follow. */
export interface Hazard {
  /** Metres along the route from the front bumper. */
  readonly gap: number;
  /** Its speed along the route, m/s; 0 for a stop line. */
  readonly speed: number;
  readonly what: string;
}

/** The driver's own vehicle on its route. */
export interface Self {
  readonly entity: number;
  /** Arc length of the front bumper. */
  readonly front: number;
  readonly speed: number;
  readonly halfWidth: number;
}

/** Space to either side that is kept free, metres. */
const MARGIN = 0.35;
/** Who comes within this many seconds of a place where it has way is let pass. */
const GAP_SECONDS = 4.5;
/** Metres before a line at which a vehicle comes to a stand. */
const STAND_OFF = 1.2;

/** What moves or stands on the way ahead, or is about to step on it. */
export function inTheWay(
  line: RouteLine,
  footprints: Footprints,
  self: Self,
  reach: number,
): Hazard | null {
  let nearest: Hazard | null = null;
  const at = Math.max(0, Math.min(line.x.length - 1, Math.floor(self.front)));
  footprints.eachNear(line.x[at]!, line.y[at]!, reach + 10, (other) => {
    if (other.entity === self.entity) return;
    const { s, d } = line.place(other.x, other.y, self.front - 8, reach + 8);
    const k = Math.max(0, Math.min(line.x.length - 1, Math.round(s)));
    const yaw = line.yaw[k]!;
    const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
    const along = other.vx * cos + other.vy * sin;
    const across = -other.vx * sin + other.vy * cos;
    const turn = Math.abs(Math.cos(other.yaw - yaw)), side = Math.sqrt(1 - turn * turn);
    const halfAlong = turn * other.halfLength + side * other.halfWidth;
    const halfAcross = side * other.halfLength + turn * other.halfWidth;
    const gap = s - halfAlong - self.front;
    if (s + halfAlong < self.front - 1 || gap > reach) return;
    const room = halfAcross + self.halfWidth + MARGIN;
    // Where it will be by the time this vehicle is there, two seconds at most.
    const seconds = Math.min(2, Math.max(0, gap) / Math.max(2, self.speed));
    const later = d + across * seconds;
    const crosses = d * later < 0;
    if (Math.abs(d) > room && Math.abs(later) > room && !crosses) return;
    if (!nearest || gap < nearest.gap) {
      nearest = { gap: Math.max(0, gap), speed: Math.max(0, along), what: "traffic ahead" };
    }
  });
  return nearest;
}

/** A line ahead that must not be crossed now: a red light, a stop sign, others who have way. */
export class Lines {
  readonly #graph: LaneGraph;
  /** Ends of lanes along the route that have a control: arc length and lane. */
  readonly #controls: readonly {
    readonly s: number;
    readonly lane: number;
    readonly into: number;
  }[];
  readonly #crossings: readonly { readonly s: number; readonly walk: number }[];
  /** Stop signs at which a stand was made. */
  readonly #stood = new Set<number>();

  constructor(graph: LaneGraph, { legs }: Route) {
    this.#graph = graph;
    const controls: { s: number; lane: number; into: number }[] = [];
    const crossings: { s: number; walk: number }[] = [];
    legs.forEach(({ lane, from, to, start }, k) => {
      for (const { walk, s } of graph.lanes[lane]!.crossings) {
        if (s >= from && s <= to) crossings.push({ walk, s: start + s - from });
      }
      const next = legs[k + 1];
      // Whoever changes lanes does not come to the end of the one that is left.
      if (!next || next.changed || graph.lanes[lane]!.control === "none") return;
      controls.push({ s: next.start, lane, into: next.lane });
    });
    this.#controls = controls;
    this.#crossings = crossings;
  }

  /** The nearest line to stop at, or null. */
  ahead(self: Self, footprints: Footprints, time: number, reach: number): Hazard | null {
    let nearest: Hazard | null = null;
    const stopAt = (s: number, what: string) => {
      const gap = Math.max(0, s - self.front - STAND_OFF);
      if (!nearest || gap < nearest.gap) nearest = { gap, speed: 0, what };
    };
    for (const { s, lane, into } of this.#controls) {
      const distance = s - self.front;
      if (distance < -0.5 || distance > reach) continue;
      const { control, signal } = this.#graph.lanes[lane]!;
      if (control === "signal") {
        const state = this.#graph.signalAt(signal, time);
        // Amber is passed where stopping would be harder than 3 m/s^2.
        const late = self.speed * self.speed / (2 * Math.max(0.1, distance)) > 3;
        if (state === "red" || state === "red_amber" || (state === "amber" && !late)) {
          stopAt(s, `${state.replace("_", " ")} light`);
          continue;
        }
      } else if (control === "stop" && !this.#stood.has(s)) {
        if (distance < 2.5 && self.speed < 0.3) this.#stood.add(s);
        else {
          stopAt(s, "stop sign");
          continue;
        }
      }
      if (this.#taken(into, footprints, self)) stopAt(s, "others have way");
    }
    for (const { s, walk } of this.#crossings) {
      const distance = s - self.front;
      if (distance < -0.5 || distance > reach) continue;
      if (this.#walked(walk, footprints)) stopAt(s, "people cross");
    }
    return nearest;
  }

  /** Whether somebody is on the lanes that have way over `lane`, or will be soon. */
  #taken(lane: number, footprints: Footprints, self: Self): boolean {
    for (const id of this.#graph.lanes[lane]!.yieldTo) {
      const other = this.#graph.lanes[id]!;
      const middle = other.x.length >> 1;
      const [mx, my] = [other.x[middle]!, other.y[middle]!];
      let taken = false;
      footprints.eachNear(mx, my, 60, (found) => {
        if (taken || found.entity === self.entity) return;
        for (const place of this.#graph.placesNear(found.x, found.y, 1.8)) {
          const here = this.#graph.lanes[place.lane]!;
          const k = Math.min(here.yaw.length - 1, Math.floor(place.s / here.spacing));
          if (Math.cos(here.yaw[k]! - found.yaw) < 0.7) continue;
          const speed = Math.hypot(found.vx, found.vy);
          if (place.lane === id) taken = true;
          else if (here.next.includes(id)) {
            taken ||= (here.length - place.s) / Math.max(speed, 1) < GAP_SECONDS;
          }
        }
      });
      if (taken) return true;
    }
    return false;
  }

  /** Whether somebody on foot is on a crossing of the route or stands at its kerb to cross. */
  #walked(walk: number, footprints: Footprints): boolean {
    const { x, y, length } = this.#graph.walks[walk]!;
    const middle = x.length >> 1;
    const [ux, uy] = [(x.at(-1)! - x[0]!) / length, (y.at(-1)! - y[0]!) / length];
    let walked = false;
    footprints.eachNear(x[middle]!, y[middle]!, length / 2 + 1.5, (found) => {
      if (found.halfLength > 0.6) return;
      const along = (found.x - x[0]!) * ux + (found.y - y[0]!) * uy;
      const across = -(found.x - x[0]!) * uy + (found.y - y[0]!) * ux;
      const speed = found.vx * ux + found.vy * uy;
      if (Math.abs(across) > 2.5) return;
      const on = along > 0 && along < length;
      const comes = (along <= 0 && along > -1.5 && speed > 0.3) ||
        (along >= length && along < length + 1.5 && speed < -0.3);
      if (on || comes) walked = true;
    });
    return walked;
  }
}
