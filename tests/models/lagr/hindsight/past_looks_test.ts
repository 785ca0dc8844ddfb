import assert from "node:assert/strict";
import { seenBands, windowIndex, windowNumbered } from "../../../../models/lagr/bands.ts";
import { type EyePose } from "../../../../models/lagr/hindsight/eye_pose.ts";
import { hindsightWindows } from "../../../../models/lagr/hindsight/hindsight.ts";
import { MEMORY, PastLooks } from "../../../../models/lagr/hindsight/past_looks.ts";
import { standingShare } from "../../../../models/lagr/lagr_classes.ts";
import { type StereoLabeller } from "../../../../models/lagr/stereo_labels.ts";
import { counterRandom } from "../../../../vision/mod.ts";
import { countGpuObjects } from "../../../support/count_gpu_objects.ts";
import { eyeAt, labelAlong, PLANE, stops } from "../../../support/boxes_on_a_way.ts";
import { EYE, type StandingBox } from "../../../support/stereo_scenes.ts";
import { visionDevice } from "../../../support/vision_device.ts";

const device = await visionDevice();
const layout = seenBands(EYE);
const BOXES: readonly StandingBox[] = [
  { ahead: 12, deep: 1, from: -3, to: -1.5, top: 1.5 },
  { ahead: 19, deep: 1, from: 1.5, to: 4, top: 1 },
];
const features = device.zeros([1, 100, 1, layout.width - 11]);
const count = features.shape.reduce((all, size) => all * size, 1);

/** Drives so far; features of the look at `x` metres are `x` everywhere. */
function drive(past: PastLooks, to: number): void {
  labelAlong(BOXES, stops(0, to, 1), (labeller, pose) => {
    features.write(new Float32Array(count).fill(pose.position[0]));
    past.take(labeller, PLANE, pose);
  });
}

Deno.test("looks are recalled with the features that they had, at windows whose places are known since", async () => {
  const past = new PastLooks(device, EYE, layout, features);
  drive(past, 12);
  const looks = new Set<number>();
  let compared = 0, agreed = 0;
  for (let seed = 0; seed < 12; seed++) {
    const { windows, labels } = past.recall(counterRandom(seed));
    assert.equal(labels.length, 5 * windows.length);
    assert.ok(windows.length > 10);
    const recalled = await Promise.all(past.recalled.map((tensor) => tensor.read()));
    const at = recalled.map((numbers) => {
      assert.ok(numbers.every((x) => x === numbers[0]));
      return numbers[0]!;
    });
    assert.equal(new Set(at).size, MEMORY.recalled);
    at.forEach((x) => looks.add(x));
    windows.forEach((number, k) => {
      const [tensor, window] = [
        Math.floor(number / features.shape[3]!),
        number % features.shape[3]!,
      ];
      const look = { plane: PLANE, pose: eyeAt(at[tensor]!) };
      // Whatever is drawn, the window of a place has one label, but for those at the edge of a thing.
      const same = hindsightWindows(EYE, layout, look, past.surroundings, 1000, counterRandom(9))
        .find((other) => windowIndex(layout, other.window) === window);
      assert.ok(windowNumbered(layout, window));
      if (!same) return;
      const stands = standingShare(labels, 5 * k) > 0.5;
      compared++;
      if (stands === standingShare(same.label) > 0.5) agreed++;
    });
  }
  assert.ok(compared > 300 && agreed > 0.95 * compared, `${agreed} of ${compared}`);
  // Every second metre is kept, and no other.
  assert.ok([...looks].every((x) => x % MEMORY.apart === 0) && looks.size >= 4, `${[...looks]}`);
  past.dispose();
});

Deno.test("a roll is believed once the robot has come on from there, and not at all if its wheels slipped", () => {
  // What stands across the way is rolled over, or the robot only says so.
  const tuft: readonly StandingBox[] = [{ ahead: 8, deep: 0.3, from: -0.6, to: 0.6, top: 0.6 }];
  const gave = (to: number, slipped: boolean) => {
    const past = new PastLooks(device, EYE, layout, features);
    const take = (labeller: StereoLabeller, pose: EyePose) => past.take(labeller, PLANE, pose);
    labelAlong(tuft, stops(0, to, 0.5), take);
    if (slipped) {
      // It never got beyond 7 m: from there it backs off, and sees the tuft again.
      past.forget();
      labelAlong(tuft, stops(7, 3, -0.5), take);
      assert.ok(past.surroundings.places().some(({ kind }) => kind === "standing"));
    }
    const count = past.surroundings.places().filter((place) => place.gave).length;
    past.dispose();
    return count;
  };
  assert.equal(gave(8 + MEMORY.slip, false), 0);
  assert.ok(gave(10 + MEMORY.slip, false) > 0);
  assert.equal(gave(10, true), 0);
});

Deno.test("to take and to recall makes no object on the device; carried away, it recalls nothing", async () => {
  const past = new PastLooks(device, EYE, layout, features);
  drive(past, 2);
  const made = await countGpuObjects(device.gpu, () => {
    drive(past, 4);
    past.recall(counterRandom(1));
  });
  assert.deepEqual(made, {});
  past.forget();
  assert.equal(past.recall(counterRandom(1)).windows.length, 0);
  assert.equal(past.surroundings.size, 0);
  past.dispose();
});
