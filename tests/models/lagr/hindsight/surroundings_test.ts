import assert from "node:assert/strict";
import { eyePoint, type EyePose, worldPoint } from "../../../../models/lagr/hindsight/eye_pose.ts";
import { LEAST_CONFIDENCE } from "../../../../models/lagr/ground_fit.ts";
import { SURROUNDINGS, Surroundings } from "../../../../models/lagr/hindsight/surroundings.ts";
import { eyeAt, labelAlong, stops } from "../../../support/boxes_on_a_way.ts";
import { type StandingBox } from "../../../support/stereo_scenes.ts";

/** A box beside the way, a stone of 30 cm, and a wall farther on. */
const BOXES: readonly StandingBox[] = [
  { ahead: 8, deep: 1, from: -2.4, to: -1.2, top: 1 },
  { ahead: 9, deep: 0.4, from: 1, to: 1.6, top: 0.3 },
  { ahead: 16, deep: 1, from: -4, to: 4, top: 2 },
];

/** What is known after driving so far. */
function driven(metres: number, step = 0.6): Surroundings {
  const surroundings = new Surroundings();
  labelAlong(BOXES, stops(0, metres, step), (labeller, pose) => surroundings.add(labeller, pose));
  return surroundings;
}

const known = driven(6);

/** The pose of an eye whose robot has its wheels there. */
function wheelsAt(x: number, y = 0): EyePose {
  const { rotation } = eyeAt(0);
  return { position: [x + 0.8, y, 1], rotation };
}

Deno.test("a point goes into the frame that stays and back", () => {
  const eye = eyeAt(3.4);
  assert.deepEqual(worldPoint(eye, [0, 0, 0]), [3.4, 0, 1]);
  const point = [0.4, -0.2, 5] as const;
  const place = worldPoint(eye, point);
  // To the right of the way lies negative y; what is seen above the axis is higher.
  assert.ok(place[1] < 0);
  eyePoint(eye, place).forEach((x, k) => assert.ok(Math.abs(x - point[k]!) < 1e-12));
});

Deno.test("things stand where they stand, ground lies level, and a stone is told from it by looks from near", () => {
  const tops = BOXES.map((): number[] => []);
  let ground = 0;
  for (const { place: [x, y, z], kind, top } of known.places()) {
    assert.ok(Math.abs(z) < 0.12, `${kind} at ${x}, ${y}: ${z} m`);
    // The camera's right is the world's -y.
    const box = BOXES.findIndex(({ ahead, deep, from, to }) =>
      x > ahead - 0.4 && x < ahead + deep + 0.4 && -y > from - 0.3 && -y < to + 0.3
    );
    if (kind === "ground") {
      ground++;
      const inside = BOXES.some(({ ahead, deep, from, to }) =>
        x > ahead + 0.2 && x < ahead + deep - 0.2 && -y > from + 0.2 && -y < to - 0.2
      );
      assert.ok(!inside, `ground at ${x}, ${y}`);
    }
    if (kind !== "standing") continue;
    assert.ok(box >= 0, `something stands at ${x}, ${y}`);
    tops[box]!.push(top);
  }
  assert.ok(ground > 300, `${ground} cells of ground`);
  tops.forEach((all, box) => {
    assert.ok(all.length >= 2, `box ${box}: ${all.length} cells`);
    const middle = all.sort((a, b) => a - b)[all.length >> 1]!;
    assert.ok(Math.abs(middle - BOXES[box]!.top) < 0.15 * BOXES[box]!.top + 0.1, `${middle} m`);
  });
});

Deno.test("a line of sight ends at what is known to stand, and goes over what is low", () => {
  const eye = [0, 0, 1] as const;
  assert.equal(known.freeShare(eye, [12, 0, 0]) > 0.7, true);
  // Behind the wall, and behind the box.
  assert.equal(known.freeShare(eye, [20, 0, 0]), 0);
  assert.equal(known.freeShare(eye, [11, 2.4, 0.2]), 0);
  // The stone hides what lies right behind it, and nothing above.
  assert.ok(known.freeShare(eye, [11.5, -1.6, 0.6]) > 0.5);
  // Nobody has been there.
  assert.ok(known.freeShare(eye, [4, 40, 0]) < 0.3);
});

Deno.test("what the robot rolled over was no obstacle", () => {
  const surroundings = driven(6);
  const count = () => [...surroundings.places()].filter(({ kind }) => kind === "standing").length;
  const before = count();
  const stone = [...surroundings.places()].find(({ place: [x], kind }) =>
    kind === "standing" && x < 9.6 && x > 8.6
  )!;
  surroundings.roll(wheelsAt(stone.place[0], stone.place[1]));
  assert.ok(count() < before);
  const there = [...surroundings.places()].find(({ place }) =>
    Math.hypot(place[0] - stone.place[0], place[1] - stone.place[1]) < 0.1
  )!;
  assert.equal(there.kind, "ground");
});

/** Two tufts of a height that grow together on the way, a box as high far from them, and a trunk beside them. */
const MEADOW: readonly StandingBox[] = [
  { ahead: 5, deep: 0.3, from: -0.3, to: 0.7, top: 0.6 },
  { ahead: 5, deep: 0.3, from: -3.5, to: -2.5, top: 0.6 },
  { ahead: 5, deep: 0.3, from: 0.75, to: 1.35, top: 2 },
];

/** What is known of the meadow after three metres, by who drove on over what stands before it. */
function throughMeadow(trusting: boolean, touched: boolean) {
  const surroundings = new Surroundings({ trusting });
  labelAlong(MEADOW, stops(0, 3, 0.4), (labeller, pose) => surroundings.add(labeller, pose));
  if (touched) { for (let x = 3; x < 6; x += 1.2) surroundings.roll(wheelsAt(x)); }
  // Of each box the cells that show no other's foot.
  return MEADOW.map(({ from, to }) =>
    surroundings.places().filter(({ place: [x, y], top }) =>
      Math.abs(x - 5) < 0.4 && -y > from + 0.2 && -y < to - 0.2 && top > 0.1
    )
  );
}

Deno.test("what gave way is ground as wide as it stood, not what stands apart or is higher", () => {
  const [tuft, box, trunk] = throughMeadow(true, true);
  assert.ok(Math.min(tuft!.length, box!.length, trunk!.length) >= 1);
  for (const { kind, gave, top } of tuft!) {
    assert.deepEqual({ kind, gave }, { kind: "ground", gave: true });
    assert.ok(Math.abs(top - 0.6) < 0.15, `${top} m`);
  }
  for (const { kind, gave } of [...box!, ...trunk!]) {
    assert.deepEqual({ kind, gave }, { kind: "standing", gave: false });
  }
  for (const { kind } of throughMeadow(true, false).flat()) assert.equal(kind, "standing");
});

Deno.test("a wall that the robot drives up to, and low things right before its bumper, still stand", () => {
  const walls: readonly StandingBox[] = [{ ahead: 5, deep: 0.5, from: -3, to: 3, top: 2 }];
  const bushes: readonly StandingBox[] = [{ ahead: 5, deep: 0.5, from: -3, to: 3, top: 0.6 }];
  for (const boxes of [walls, bushes]) {
    const surroundings = new Surroundings();
    // The eye is 0.2 m behind the bumper: it comes to 0.3 m before the wall.
    labelAlong(boxes, stops(0, 4.5, 0.5), (labeller, pose, ground) => {
      if (ground.confidence < LEAST_CONFIDENCE) return;
      surroundings.add(labeller, pose);
      surroundings.roll(pose);
    });
    const places = surroundings.places().filter(({ place: [x], top }) => x > 4.6 && top > 0.1);
    assert.ok(places.length >= 8, `${places.length} cells`);
    for (const { kind } of places) assert.notEqual(kind, "ground");
  }
  // Whatever is higher than any grass stands though wheels were there.
  const surroundings = new Surroundings();
  labelAlong(walls, stops(0, 3, 0.5), (labeller, pose) => surroundings.add(labeller, pose));
  for (let x = 3; x < 6; x += 0.5) surroundings.roll(wheelsAt(x));
  assert.ok(surroundings.places().every(({ gave }) => !gave));
});

Deno.test("where grass grows, what is low is doubtful until it is touched, and what is high is not", () => {
  const [tuft, box, trunk] = throughMeadow(false, true);
  const kinds = (all: typeof tuft) => [...new Set(all!.map(({ kind }) => kind))];
  assert.deepEqual(kinds(tuft), ["ground"]);
  assert.deepEqual(kinds(box), ["doubtful"]);
  assert.deepEqual(kinds(trunk), ["standing"]);
});

Deno.test("what is far is forgotten, cell by cell", () => {
  const surroundings = driven(3);
  surroundings.forget([0, 0, 0], 5);
  assert.ok(surroundings.size > 50);
  for (const { place: [x, y] } of surroundings.places()) {
    assert.ok(Math.hypot(x, y) <= 5 + SURROUNDINGS.cell);
  }
  surroundings.clear();
  assert.equal(surroundings.size, 0);
});
