import type { Footprints } from "../../sim/actors/footprints.ts";
import type { LaneGraph } from "../../sim/roads/lane_graph.ts";
import type { Route } from "../../sim/roads/route.ts";
import { CROSSING, crossingAs, VEHICLE_SIZE } from "../../sim/traffic/lane_obstacles.ts";
import type { Hazard, Self } from "./hazards.ts";

/** Who comes within this many seconds of a place where it has way is let pass. */
const GAP_SECONDS = 4.5;
/** Others farther from that place are not looked at, metres. */
const SIGHT = 60;
/** Metres before a line at which a vehicle comes to a stand, and how much farther from it still counts. */
const STAND_OFF = 1.2;
const STAND_REACH = 1.5;
/** A vehicle slower than this stands, m/s. */
const STANDING = 0.3;
/** Amber is passed where stopping would be harder than this, m/s^2. */
const AMBER_BRAKING = 3;
/** Whoever stands, at a crossing or where he has way, is offered to go for so long, seconds. */
const OFFER = 6;
/** A line is left alone once the front is so far past it, metres. */
const PASSED = 0.5;

/** The end of a lane where something is to be heeded. */
interface Control {
  /** Arc length along the route. */
  readonly s: number;
  readonly lane: number;
  /** The lane that the route goes on with. */
  readonly into: number;
}

/** A crossing over the route. */
interface Crossing {
  /** Arc length along the route of its near edge. */
  readonly s: number;
  /** Its middle on the lane, and the lane's direction there. */
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  /** Metres along the lane, and of the lane across. */
  readonly width: number;
  readonly laneWidth: number;
  readonly signalled: boolean;
}

/** The lines ahead that must not be crossed now: red lights, stop signs, others who have way, people who cross. */
export class StopLines {
  readonly #graph: LaneGraph;
  readonly #controls: readonly Control[];
  readonly #crossings: readonly Crossing[];
  /** Stop signs at which a stand was made. */
  readonly #stood = new Set<Control>();
  /** When it came to a stand, seconds; null while it drives. */
  #standingSince: number | null = null;

  constructor(graph: LaneGraph, { legs }: Route) {
    this.#graph = graph;
    const controls: Control[] = [];
    const crossings: Crossing[] = [];
    legs.forEach(({ lane, from, to, start }, k) => {
      const { control, crossings: over, width: laneWidth } = graph.lanes[lane]!;
      for (const { walk, s } of over) {
        if (s < from || s > to) continue;
        const { width, signal } = graph.walks[walk]!;
        const middle = graph.point(lane, s + width / 2, { x: 0, y: 0, yaw: 0, curvature: 0 });
        const { x, y, yaw } = middle;
        crossings.push({
          s: start + s - from,
          x,
          y,
          yaw,
          width,
          laneWidth,
          signalled: signal >= 0,
        });
      }
      const next = legs[k + 1];
      // Whoever changes lanes does not come to the end of the one that is left.
      if (!next || next.changed || control === "none") return;
      controls.push({ s: next.start, lane, into: next.lane });
    });
    this.#controls = controls;
    this.#crossings = crossings;
  }

  /**
   * The nearest line to stop at, or null.
   *
   * @param time Seconds since the start.
   * @param reach Metres ahead of the front that are looked at.
   */
  ahead(self: Self, footprints: Footprints, time: number, reach: number): Hazard | null {
    if (self.speed > STANDING) this.#standingSince = null;
    else this.#standingSince ??= time;
    const stood = this.#standingSince === null ? 0 : time - this.#standingSince;
    let nearest: Hazard | null = null;
    const stopAt = (s: number, what: string) => {
      const gap = Math.max(0, s - self.front);
      if (!nearest || gap < nearest.gap) nearest = { gap, room: STAND_OFF, speed: 0, what };
    };
    for (const control of this.#controls) {
      const distance = control.s - self.front;
      if (distance < -PASSED || distance > reach) continue;
      const what = this.#heldBy(control, distance, self, footprints, time, stood < OFFER);
      if (what) stopAt(control.s, what);
    }
    for (const crossing of this.#crossings) {
      const distance = crossing.s - self.front;
      if (distance < -PASSED || distance > reach) continue;
      const seen = peopleAt(crossing, footprints);
      const waiting = seen === CROSSING.waiting && stood < OFFER;
      if (seen === CROSSING.taken || waiting) stopAt(crossing.s, "people cross");
    }
    return nearest;
  }

  /** What keeps it from going over a line, or null. */
  #heldBy(
    control: Control,
    distance: number,
    self: Self,
    footprints: Footprints,
    time: number,
    patient: boolean,
  ): string | null {
    const { control: kind, signal } = this.#graph.lanes[control.lane]!;
    if (kind === "signal") {
      const state = this.#graph.signalAt(signal, time);
      const late = self.speed * self.speed / (2 * Math.max(0.1, distance)) > AMBER_BRAKING;
      if (state === "red" || state === "red_amber" || (state === "amber" && !late)) {
        return `${state.replace("_", " ")} light`;
      }
    } else if (kind === "stop" && !this.#stood.has(control)) {
      const stands = distance < STAND_OFF + STAND_REACH && self.speed < STANDING;
      if (!stands) return "stop sign";
      this.#stood.add(control);
    }
    return this.#taken(control.into, footprints, self, patient) ? "others have way" : null;
  }

  /** Whether somebody is on the lanes that have way over `lane`, or will be soon. */
  #taken(lane: number, footprints: Footprints, self: Self, patient: boolean): boolean {
    return this.#graph.lanes[lane]!.yieldTo.some((id) => {
      const other = this.#graph.lanes[id]!;
      const middle = other.x.length >> 1;
      let taken = false;
      footprints.eachNear(other.x[middle]!, other.y[middle]!, SIGHT, (found) => {
        if (taken || found.entity === self.entity || found.halfLength < VEHICLE_SIZE) return;
        const speed = Math.hypot(found.vx, found.vy);
        // Two who let each other pass would wait for ever.
        if (speed < STANDING && !patient) return;
        for (const place of this.#graph.placesNear(found.x, found.y, 1.8)) {
          const here = this.#graph.lanes[place.lane]!;
          const k = Math.min(here.yaw.length - 1, Math.floor(place.s / here.spacing));
          if (Math.cos(here.yaw[k]! - found.yaw) < 0.7) continue;
          const comes = here.next.includes(id) &&
            (here.length - place.s) / Math.max(speed, 1) < GAP_SECONDS;
          if (place.lane === id || comes) taken = true;
        }
      });
      return taken;
    });
  }
}

/** Who is at a crossing; see `CROSSING`. */
function peopleAt(crossing: Crossing, footprints: Footprints): number {
  const { x, y, yaw, width, laneWidth, signalled } = crossing;
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  let most: number = CROSSING.free;
  footprints.eachNear(x, y, width + laneWidth + 4, (found) => {
    if (found.halfLength >= VEHICLE_SIZE) return;
    const [dx, dy] = [found.x - x, found.y - y];
    if (Math.abs(dx * cos + dy * sin) > width / 2 + 1) return;
    const d = -dx * sin + dy * cos, across = -found.vx * sin + found.vy * cos;
    most = Math.max(most, crossingAs(d, across, laneWidth, signalled));
  });
  return most;
}
