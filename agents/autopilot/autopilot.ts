import { yawOf } from "../../sim/pose.ts";
import { type Route, RouteLine } from "../../sim/roads/route.ts";
import type { World } from "../../sim/world.ts";
import { idmAcceleration } from "../../sim/traffic/idm.ts";
import type { DriveCommand } from "../../sim/mod.ts";
import type { Agent } from "../agent.ts";
import { type Hazard, inTheWay, type Self } from "./hazards.ts";
import { plannedSpeed, pursuit } from "./speed_plan.ts";
import { StopLines } from "./stop_lines.ts";

const DRIVER = { acceleration: 1.8, deceleration: 2.2, timeGap: 1.3, minimumGap: 2 } as const;
/** Seconds ahead to which the speed commanded lies on the way of the acceleration wanted. */
const FORESIGHT = 0.5;
/** Metres ahead that the wheel is turned for: at rest, and more for each m/s. */
const PURSUIT = { base: 4, perSpeed: 0.55 } as const;

/**
 * Drives by the map and the truth, like the autopilots of other simulators: to look at the world, to
 * collect pictures, to compare with. It sees through no camera and learns nothing: it knows the route,
 * where everything is, and what the lights show.
 *
 * Speed after the Intelligent Driver Model behind whatever is nearest on the way (traffic, people, a red
 * light, a line where others have way), and no faster than bends allow; steering by pure pursuit.
 */
export class Autopilot implements Agent {
  readonly name = "autopilot";
  readonly drivesBy = "lanes";
  #world: World | null = null;
  #line: RouteLine | null = null;
  #lines: StopLines | null = null;
  #s = 0;
  #intent = "no road here: stand";
  #steer = 0;

  reset(world: World): void {
    this.#world = world;
    this.#s = 0;
    this.#steer = 0;
    this.#intent = "set out";
    const { roads } = world.landscape;
    const route: Route | null = world.route;
    this.#line = roads && route ? new RouteLine(roads.lanes, route) : null;
    this.#lines = roads && route ? new StopLines(roads.lanes, route) : null;
    if (!this.#line) this.#intent = "no road here: stand";
  }

  /** Sees through no net. */
  see(): void {}

  act(): DriveCommand {
    const world = this.#world, line = this.#line, lines = this.#lines;
    if (!world || !line || !lines) return { linear: 0, angular: 0, brake: true };
    const { vehicle } = world;
    const { position: [x, y], orientation } = vehicle.worldFromBody;
    const yaw = yawOf(orientation);
    const place = line.place(x, y, Math.max(0, this.#s - 5), 20);
    this.#s = Math.max(this.#s, place.s);
    const { halfLength, halfWidth, entity } = vehicle.footprint();
    const speed = Math.max(0, vehicle.speed);
    const self: Self = { entity, front: this.#s + halfLength, speed, halfWidth };
    const reach = 15 + speed * speed / 3;
    const planned = Math.max(0.5, plannedSpeed(line, this.#s, speed));
    const hazards = [
      inTheWay(line, world.footprints, self, reach),
      lines.ahead(self, world.footprints, world.simSeconds, reach),
    ];
    let wanted = idmAcceleration(DRIVER, speed, planned, Infinity, 0);
    let reason: Hazard | null = null;
    for (const hazard of hazards) {
      if (!hazard) continue;
      // The model stops at its minimum gap; lines are approached more closely.
      const gap = hazard.gap + DRIVER.minimumGap - hazard.room;
      const acceleration = idmAcceleration(DRIVER, speed, planned, gap, speed - hazard.speed);
      if (acceleration < wanted) wanted = acceleration, reason = hazard;
    }
    // On a free road the follower's own controller does the rest, and winds up nothing.
    const linear = reason ? Math.max(0, Math.min(planned, speed + wanted * FORESIGHT)) : planned;
    const stands = wanted < 0 && speed < 0.4;
    const curvature = pursuit(
      line,
      this.#s,
      { x, y, yaw },
      PURSUIT.base + PURSUIT.perSpeed * speed,
    );
    this.#steer = curvature * 5;
    const going = `${(3.6 * speed).toFixed(0)} of ${(3.6 * planned).toFixed(0)} km/h`;
    this.#intent = reason && wanted < 0.3
      ? `${reason.what}, ${reason.gap.toFixed(0)} m: ${going}`
      : going;
    return stands
      ? { linear: 0, angular: 0, brake: true }
      : { linear, angular: curvature * Math.max(speed, 0.5) };
  }

  explain() {
    return { intent: this.#intent, steerTo: this.#steer, freeDistance: [] };
  }
}
