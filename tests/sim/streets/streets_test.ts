import assert from "node:assert/strict";
import { POSE_NUMBERS } from "../../../sim/actors/actor.ts";
import { LAYOUTS } from "../../../sim/roads/layouts/mod.ts";
import { createRoadLandscape } from "../../../sim/roads/road_landscape.ts";
import { createSignalHeads, furnish } from "../../../sim/streets/mod.ts";
import { TILES } from "../../../sim/streets/signs/atlas.ts";

const FIRST = 500_000;

const cases = LAYOUTS.flatMap(({ name }) =>
  [1, 2].map((seed) => {
    const { roads, terrain } = createRoadLandscape(seed, name);
    return {
      name: `${name} ${seed}`,
      roads,
      terrain,
      seed,
      streets: furnish(roads, terrain, seed, FIRST),
    };
  })
);

interface Line {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Metres from a point to a line, over every one of its pieces. */
function distanceTo({ x, y }: Line, px: number, py: number): number {
  let least = Infinity;
  for (let k = 0; k + 1 < x.length; k++) {
    const [dx, dy] = [x[k + 1]! - x[k]!, y[k + 1]! - y[k]!];
    const t = Math.max(
      0,
      Math.min(1, ((px - x[k]!) * dx + (py - y[k]!) * dy) / (dx * dx + dy * dy)),
    );
    least = Math.min(least, Math.hypot(x[k]! + t * dx - px, y[k]! + t * dy - py));
  }
  return least;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly halfLength: number;
  readonly halfWidth: number;
}

/** Points of a grid on a box's foot, its corners and edges included. */
function pointsOf({ x, y, yaw, halfLength, halfWidth }: Box, pieces: number): [number, number][] {
  const points: [number, number][] = [];
  for (let i = 0; i <= pieces; i++) {
    for (let j = 0; j <= pieces; j++) {
      const along = halfLength * (2 * i / pieces - 1), across = halfWidth * (2 * j / pieces - 1);
      points.push([
        x + along * Math.cos(yaw) - across * Math.sin(yaw),
        y + along * Math.sin(yaw) + across * Math.cos(yaw),
      ]);
    }
  }
  return points;
}

function inside({ x, y, yaw, halfLength, halfWidth }: Box, px: number, py: number): boolean {
  const along = (px - x) * Math.cos(yaw) + (py - y) * Math.sin(yaw);
  const across = (py - y) * Math.cos(yaw) - (px - x) * Math.sin(yaw);
  return Math.abs(along) < halfLength && Math.abs(across) < halfWidth;
}

Deno.test("furnish() gives the same streets for the same arguments", () => {
  const { roads, terrain, seed, streets } = cases[0]!;
  assert.deepEqual(furnish(roads, terrain, seed, FIRST), streets);
  assert.notDeepEqual(furnish(roads, terrain, seed + 1, FIRST).buildings, streets.buildings);
});

Deno.test("every entity of the streets has an id of its own, from the first on", () => {
  for (const { name, streets } of cases) {
    const { buildings, furniture, signs } = streets;
    const ids = [...buildings, ...furniture, ...signs].map(({ id }) => id).sort((a, b) => a - b);
    assert.deepEqual(ids, ids.map((_, i) => FIRST + i), name);
    for (const { id } of [...streets.blocks, ...streets.posts, ...streets.signalHeads]) {
      assert.ok(ids.includes(id), `${name}: ${id} is nobody's`);
    }
  }
});

Deno.test("nothing stands on a lane or in the middle of a walk", () => {
  for (const { name, roads, streets } of cases) {
    const solids = [
      ...streets.posts.map(({ id, x, y, radius }) => ({ id, points: [[x, y]], radius })),
      ...streets.blocks.map((block) => ({
        id: block.id,
        points: pointsOf(block, block.halfLength > 3 ? 6 : 2),
        radius: 0,
      })),
    ];
    const margin = 25;
    const boxes = new Map<Line, number[]>(
      [...roads.lanes.lanes, ...roads.lanes.walks].map((line) => [line, [
        Math.min(...line.x) - margin,
        Math.max(...line.x) + margin,
        Math.min(...line.y) - margin,
        Math.max(...line.y) + margin,
      ]]),
    );
    const near = (line: Line, [x, y]: readonly number[]) => {
      const [left, right, bottom, top] = boxes.get(line)!;
      return x! > left! && x! < right! && y! > bottom! && y! < top!;
    };
    for (const { id, points, radius } of solids) {
      for (const lane of roads.lanes.lanes) {
        if (!near(lane, points[0]!)) continue;
        for (const [x, y] of points) {
          const away = distanceTo(lane, x!, y!) - radius;
          assert.ok(away > lane.width / 2, `${name}: ${id} stands ${away} m from lane ${lane.id}`);
        }
      }
      for (const walk of roads.lanes.walks) {
        if (!near(walk, points[0]!)) continue;
        for (const [x, y] of points) {
          const away = distanceTo(walk, x!, y!) - radius;
          assert.ok(
            away > 0.55,
            `${name}: ${id} stands ${away} m from the middle of walk ${walk.id}`,
          );
        }
      }
    }
  }
});

Deno.test("no two buildings overlap, and none meets a road or a walk", () => {
  for (const { name, roads, streets } of cases) {
    const { buildings } = streets;
    for (const { block } of buildings) {
      const points = pointsOf(block, 8);
      for (const [x, y] of points) assert.ok(roads.distance(x, y) > 0.3, `${name}: ${block.id}`);
      for (const other of buildings) {
        if (other.block === block) continue;
        const reach = Math.hypot(block.halfLength + other.block.halfLength, 24);
        if (Math.hypot(block.x - other.block.x, block.y - other.block.y) > reach) continue;
        const shared = points.some(([x, y]) => inside(other.block, x, y));
        assert.ok(!shared, `${name}: ${block.id} and ${other.block.id} overlap`);
      }
    }
  }
});

Deno.test("buildings stand in the ground, their doors on it", () => {
  for (const { name, terrain, streets } of cases) {
    for (const { block, ground } of streets.buildings) {
      for (const [x, y] of pointsOf(block, 4)) {
        const z = terrain.height(x, y);
        assert.ok(block.z <= z + 0.1, `${name}: ${block.id} floats ${block.z - z} m`);
        assert.ok(z < block.z + block.height - 1.5, `${name}: ${block.id} is buried`);
      }
      const front = block.halfWidth;
      const z = terrain.height(
        block.x - front * Math.sin(block.yaw),
        block.y + front * Math.cos(block.yaw),
      );
      assert.ok(Math.abs(z - ground) < 0.05, `${name}: the door of ${block.id}`);
    }
  }
});

Deno.test("every signalled approach has a head that faces it and shows what its signal shows", () => {
  let seen = 0;
  for (const { name, roads, streets } of cases) {
    const group = createSignalHeads(streets, roads);
    const parts = new Float32Array(
      POSE_NUMBERS * group.actors.reduce((sum, { parts }) => sum + parts.length, 0),
    );
    const firstPart: number[] = [];
    let count = 0;
    for (const actor of group.actors) firstPart.push(count), count += actor.parts.length;
    roads.layout.approaches.forEach((approach, index) => {
      if (approach.control !== "signal") return;
      const heads = streets.signalHeads.filter((head) => head.approach === index);
      const facing = heads.filter(({ yaw }) => Math.cos(yaw - approach.yaw) < -0.99);
      assert.ok(facing.length > 0, `${name}: approach ${index} has no head`);
      // The first stands beside the stop line, before who waits there or a little behind.
      const [first] = facing;
      assert.ok(Math.hypot(first!.x - approach.x, first!.y - approach.y) < 12, name);
      for (const time of [0, 7.3, 21.9, 40, 63.7]) {
        group.step(0.1, time - 0.1, null as never);
        group.writeParts(parts, 0);
        const state = roads.lanes.signalAt(approach.signal, time);
        for (const head of heads) {
          const at = firstPart[streets.signalHeads.indexOf(head)]!;
          const glow = [0, 1, 2].map((lamp) => parts[POSE_NUMBERS * (at + lamp) + 3]! > 0.5);
          const wanted = {
            red: [true, false, false],
            red_amber: [true, true, false],
            amber: [false, true, false],
            green: [false, false, true],
          }[state];
          assert.deepEqual(glow, wanted, `${name}: ${state} at ${time} s`);
          seen++;
        }
      }
    });
  }
  assert.ok(seen > 20);
});

Deno.test("signs of a speed limit say the limit of the lane beside them", () => {
  let seen = 0;
  for (const { name, roads, streets } of cases) {
    for (const sign of streets.signs.filter(({ kind }) => kind === "speed_limit")) {
      // Who reads it drives towards its face, left of its post.
      const heading = sign.yaw + Math.PI;
      let nearest = Infinity, limit = 0;
      for (const lane of roads.lanes.lanes) {
        const away = distanceTo(lane, sign.x, sign.y);
        if (away >= nearest) continue;
        let closest = 0;
        lane.x.forEach((x, k) => {
          const d = Math.hypot(x - sign.x, lane.y[k]! - sign.y);
          if (d < Math.hypot(lane.x[closest]! - sign.x, lane.y[closest]! - sign.y)) closest = k;
        });
        if (Math.cos(lane.yaw[closest]! - heading) < 0.7) continue;
        nearest = away;
        limit = lane.speedLimit;
      }
      assert.equal(Number(sign.text), Math.round(limit * 3.6), `${name}: sign ${sign.id}`);
      seen++;
    }
  }
  assert.ok(seen > 20);
});

Deno.test("stop and yield signs stand where the control says so, and nowhere else", () => {
  for (const { name, roads, streets } of cases) {
    for (const kind of ["stop", "yield"] as const) {
      const signs = streets.signs.filter((sign) => sign.kind === kind);
      const approaches = roads.layout.approaches.filter(({ control }) => control === kind);
      assert.equal(signs.length, approaches.length, `${name}: ${kind}`);
      for (const { postX, postY, yaw } of approaches) {
        const beside = signs.filter(({ x, y }) => Math.hypot(x - postX, y - postY) < 0.5);
        assert.equal(beside.length, 1, `${name}: ${kind} at ${postX} ${postY}`);
        assert.ok(Math.cos(beside[0]!.yaw - yaw) < -0.99, `${name}: ${kind} faces away`);
      }
    }
  }
});

Deno.test("what a sign shows is what its text says", () => {
  const nameOf = new Map([...TILES].map(([name, { x, y }]) => [`${x} ${y}`, name]));
  for (const { name, streets } of cases) {
    for (const { id, kind, text, face, width, height } of streets.signs) {
      const tiles = face.map(({ tile }) => nameOf.get(`${tile.x} ${tile.y}`)!);
      const texts = tiles.filter((tile) => tile.startsWith("text ")).map((tile) => tile.slice(5));
      if (texts.length > 0) {
        assert.equal(texts.join(" "), text.replaceAll("\n", " "), `${name}: ${id}`);
      } else {
        assert.equal(
          tiles[0],
          kind === "speed_limit" ? `speed_limit ${text}` : kind,
          `${name}: ${id}`,
        );
      }
      for (const { outline } of face) {
        outline.forEach((value, i) => {
          assert.ok(Math.abs(value) <= (i % 2 ? height : width) / 2 + 1e-9, `${name}: ${id}`);
        });
      }
    }
  }
});
