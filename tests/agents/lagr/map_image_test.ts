import assert from "node:assert/strict";
import { CLASS_COLOURS } from "../../../agents/lagr/class_colours.ts";
import type { RgbaPicture } from "../../../agents/lagr/canvas.ts";
import { MAP_COLOURS, MapPainter } from "../../../agents/lagr/map_image.ts";
import { Navigator } from "../../../agents/lagr/navigator.ts";

/** A navigator that stands at the origin of its frame with that heading. */
function standing(heading = 0): Navigator {
  const navigator = new Navigator();
  const gnss = [0, 0];
  navigator.act({ speed: 0, yawRate: 0, heading, gnss, goal: [50, 0], bumper: false });
  return navigator;
}

const pixel = ({ width, rgba }: RgbaPicture, u: number, v: number) => [
  ...rgba.subarray(4 * (v * width + u), 4 * (v * width + u) + 4),
];

/** Mean place of the pixels of a colour, from the middle of the picture: right and up. */
function middleOf({ width, rgba }: RgbaPicture, colour: readonly number[]): [number, number] {
  let [sumX, sumY, count] = [0, 0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    if (colour.some((value, c) => Math.abs(rgba[at + c]! - value) > 2)) continue;
    sumX += at / 4 % width + 0.5 - width / 2;
    sumY += width / 2 - Math.floor(at / 4 / width) - 0.5;
    count++;
  }
  assert.ok(count > 0, `nothing of ${colour}`);
  return [sumX / count, sumY / count];
}

Deno.test("a cell has the colour of what most was seen there, the paler the less", () => {
  const navigator = standing();
  const { map } = navigator;
  const { grid } = map;
  const painter = new MapPainter(grid, 240);
  // Ahead and to the left: 10 m lies 10 of 28.9 m of the map's own depth out.
  const u = 10 / (grid.rings * grid.ringDepth) * 120;
  const at = (bearing: number) =>
    [
      Math.floor(120 - u * Math.sin(bearing)),
      Math.floor(120 - u * Math.cos(bearing)),
    ] as const;
  const bearings = [0.5, 1.1, 1.7, -0.5, -1.1];
  for (const [c, bearing] of bearings.entries()) {
    const label = [0, 1, 2, 3, 4].map((k) => k === c ? 0.8 : 0.05);
    map.addStretch([0, 0], bearing, [8, 12], label, 0, 8);
  }
  const sure = painter.paint(navigator, { x: 50, y: 0 });
  bearings.forEach((bearing, c) => {
    const painted = pixel(sure, ...at(bearing)).slice(0, 3);
    const off = Math.hypot(...painted.map((value, k) => value - CLASS_COLOURS[c]![k]!));
    assert.ok(off < 45, `${painted} for ${CLASS_COLOURS[c]}`);
  });
  assert.deepEqual(pixel(sure, ...at(3)), [...MAP_COLOURS.unseen, 255]);
  assert.deepEqual(pixel(sure, 0, 0), [0, 0, 0, 0]);
  const strong = pixel(sure, ...at(0.5))[2]!;
  map.reset();
  map.addStretch([0, 0], 0.5, [8, 12], [1, 0, 0, 0, 0], 0, 0.2);
  const weak = pixel(painter.paint(navigator, { x: 50, y: 0 }), ...at(0.5))[2]!;
  assert.ok(weak > MAP_COLOURS.unseen[2] + 20 && weak < strong - 40, `${weak} and ${strong}`);
});

Deno.test("the nose points up: the goal lies where it is seen from the robot", () => {
  for (const [heading, bearing] of [[0, 0], [0, Math.PI / 2], [2, 2], [-1, 1.2]] as const) {
    const navigator = standing(heading);
    const goal = { x: 14 * Math.cos(bearing), y: 14 * Math.sin(bearing) };
    const painter = new MapPainter(navigator.map.grid, 240);
    const [right, up] = middleOf(painter.paint(navigator, goal), MAP_COLOURS.goal);
    const { grid } = navigator.map;
    // 14 m: within the map's even rings.
    const wanted = 14 / (grid.rings * grid.ringDepth) * 120;
    assert.ok(Math.abs(Math.hypot(right, up) - wanted) < 1, `${right}, ${up}`);
    const seen = Math.atan2(-right, up);
    assert.ok(
      Math.abs(Math.atan2(Math.sin(seen - bearing + heading), Math.cos(seen - bearing + heading))) <
        0.03,
    );
  }
});

Deno.test("a goal beyond the map stays on the rim", () => {
  const navigator = standing();
  const painter = new MapPainter(navigator.map.grid, 240);
  const [right, up] = middleOf(painter.paint(navigator, { x: 9000, y: 0 }), MAP_COLOURS.goal);
  assert.ok(Math.abs(right) < 1 && up > 110 && up < 120, `${right}, ${up}`);
});
