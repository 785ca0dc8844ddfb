import assert from "node:assert/strict";
import { StopLines } from "../../../agents/autopilot/stop_lines.ts";
import type { Self } from "../../../agents/autopilot/hazards.ts";
import { type Footprint, Footprints } from "../../../sim/actors/footprints.ts";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { type LaneControl, type LaneGraph } from "../../../sim/roads/lane_graph.ts";
import { planRoute, type Route, wander } from "../../../sim/roads/route.ts";
import { LaneGraphBuilder } from "../../support/lane_graphs.ts";
import { person } from "../../support/drive_traffic.ts";

/** The line, metres from the start of the route. */
const LINE = 100;
const REACH = 80;

/** A road that ends at a junction, another that crosses it there from the right and has way. */
function junction(control: LaneControl): { graph: LaneGraph; route: Route } {
  const builder = new LaneGraphBuilder();
  const from = builder.straight([0, 0], [LINE, 0], { control, signal: 0 });
  const through = builder.straight([LINE, 0], [LINE + 20, 0], { inJunction: true });
  const on = builder.straight([LINE + 20, 0], [LINE + 100, 0]);
  const side = builder.straight([LINE + 10, -90], [LINE + 10, -10]);
  const across = builder.straight([LINE + 10, -10], [LINE + 10, 10], { inJunction: true });
  const away = builder.straight([LINE + 10, 10], [LINE + 10, 90]);
  for (const [a, b] of [[from, through], [through, on], [side, across], [across, away]] as const) {
    builder.join(a, b);
  }
  if (control !== "signal") builder.yields(through, across);
  builder.signals.push({ id: 0, period: 60, green: 10, amber: 30, red: 33 });
  const graph = builder.build();
  return { graph, route: wander(graph, { lane: from, s: 0, d: 0 }, 190, () => 0) };
}

const self = (front: number, speed: number): Self => ({
  entity: ENTITY.ego,
  front,
  speed,
  halfWidth: 0.9,
});

function around(...others: Footprint[]): Footprints {
  const footprints = new Footprints();
  for (const other of others) footprints.add(other);
  return footprints;
}

const NOBODY = around();
const sideCar = (y: number, vy: number): Footprint => ({
  ...person(LINE + 10, y, 0, vy),
  yaw: Math.PI / 2,
  halfLength: 2.3,
  halfWidth: 0.9,
});

Deno.test("a red light stops whoever comes, at the line; a green one nobody", () => {
  const { graph, route } = junction("signal");
  const lines = new StopLines(graph, route);
  for (const front of [40, 70, 95, 99.5]) {
    const red = lines.ahead(self(front, 10), NOBODY, 45, REACH);
    assert.ok(red && Math.abs(red.gap - (LINE - front)) < 1e-9 && red.speed === 0, `${red?.gap}`);
    assert.match(red.what, /red/);
    assert.equal(lines.ahead(self(front, 10), NOBODY, 20, REACH), null);
  }
  assert.equal(lines.ahead(self(10, 10), NOBODY, 45, REACH), null);
  assert.equal(lines.ahead(self(LINE + 3, 10), NOBODY, 45, REACH), null);
});

Deno.test("amber stops whoever has room to brake at 3 m/s^2, and lets the others pass", () => {
  const { graph, route } = junction("signal");
  for (const speed of [8, 14, 20]) {
    const needed = speed * speed / (2 * 3);
    const lines = new StopLines(graph, route);
    const at = (room: number) => lines.ahead(self(LINE - room, speed), NOBODY, 31, REACH);
    assert.match(at(needed + 0.5)!.what, /amber/);
    assert.equal(at(needed - 0.5), null);
  }
});

Deno.test("a stop sign wants one full stop near the line, whether or not anybody comes", () => {
  const { graph, route } = junction("stop");
  const lines = new StopLines(graph, route);
  assert.match(lines.ahead(self(80, 8), NOBODY, 0, REACH)!.what, /stop/);
  // Rolling over it is no stop, nor is a stand far away.
  assert.match(lines.ahead(self(98, 1), NOBODY, 1, REACH)!.what, /stop/);
  assert.match(lines.ahead(self(85, 0), NOBODY, 2, REACH)!.what, /stop/);
  assert.equal(lines.ahead(self(98.5, 0), NOBODY, 3, REACH), null);
  assert.equal(lines.ahead(self(99, 2), NOBODY, 4, REACH), null);
});

Deno.test("a yield line stops nobody on a free road, and lets pass who has way and comes soon", () => {
  const { graph, route } = junction("yield");
  const at = (...others: Footprint[]) =>
    new StopLines(graph, route).ahead(self(90, 5), around(...others), 0, REACH);
  assert.equal(at(), null);
  assert.match(at(sideCar(-40, 12))!.what, /way/);
  assert.match(at(sideCar(0, 12))!.what, /way/);
  // Five seconds and more away; past the place; and the other way.
  assert.equal(at(sideCar(-80, 12)), null);
  assert.equal(at(sideCar(30, 12)), null);
  assert.equal(at({ ...sideCar(-40, -12), yaw: -Math.PI / 2 }), null);
});

Deno.test("who has way and stands is waited for six seconds, not for ever", () => {
  const { graph, route } = junction("yield");
  const lines = new StopLines(graph, route);
  const other = around(sideCar(-10.5, 0));
  assert.match(lines.ahead(self(98, 0), other, 0, REACH)!.what, /way/);
  assert.match(lines.ahead(self(98, 0), other, 5, REACH)!.what, /way/);
  assert.equal(lines.ahead(self(98, 0), other, 6.1, REACH), null);
  // Patience begins anew once it has moved.
  lines.ahead(self(98, 3), other, 7, REACH);
  assert.match(lines.ahead(self(98, 0), other, 8, REACH)!.what, /way/);
});

Deno.test("people on a crossing, stepping onto it or waiting at its kerb are let pass", () => {
  const builder = new LaneGraphBuilder();
  const lane = builder.straight([0, 0], [150, 0], { width: 3.5 });
  builder.crossing(lane, 60, 3);
  const graph = builder.build();
  const route = wander(graph, { lane, s: 10, d: 0 }, 130, () => 0);
  const at = (...others: Footprint[]) =>
    new StopLines(graph, route).ahead(self(30, 5), around(...others), 0, REACH);
  assert.equal(at(), null);
  for (
    const [y, vy] of [[0, 1.2], [1.5, -1.2], [-3, 1.2], [2.6, 0]] as const
  ) {
    const hazard = at(person(61.5, y, 0, vy));
    assert.ok(hazard, `nobody let pass at ${y} going ${vy}`);
    // The route begins 10 m along the lane.
    assert.ok(Math.abs(hazard.gap - (60 - 10 - 30)) < 1e-9, `${hazard.gap}`);
  }
  for (
    const [x, y, vy] of [[61.5, 2.5, 1.2], [61.5, 6, -0.5], [70, 0, 1.2], [61.5, 5, 0]] as const
  ) {
    assert.equal(at(person(x, y, 0, vy)), null, `${x} ${y} ${vy}`);
  }
});

Deno.test("whoever changes lanes heeds the line of the lane gone to, and not that of the one left", () => {
  const builder = new LaneGraphBuilder();
  const left = builder.straight([0, 3.5], [LINE, 3.5], { control: "signal", signal: 0 });
  const right = builder.straight([0, 0], [LINE, 0], { control: "signal", signal: 1 });
  builder.beside(left, right);
  const ahead = builder.straight([LINE, 3.5], [LINE + 60, 3.5]);
  builder.join(left, ahead);
  builder.signals.push({ id: 0, period: 60, green: 10, amber: 30, red: 33 });
  builder.signals.push({ id: 1, period: 60, green: 40, amber: 55, red: 58 });
  const graph = builder.build();
  const route = planRoute(graph, { lane: right, s: 0, d: 0 }, { lane: ahead, s: 50, d: 0 })!;
  const lines = new StopLines(graph, route);
  assert.equal(lines.ahead(self(20, 10), NOBODY, 20, 200), null);
  const red = lines.ahead(self(20, 10), NOBODY, 50, 200);
  assert.ok(red && Math.abs(red.gap - (LINE - 20)) < 1e-6, `${red?.gap}`);
});
