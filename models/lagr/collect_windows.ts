import { counterRandom, type Device, matchStereo, type Random, record } from "../../vision/mod.ts";
import { readTensors } from "../../vision/tensor.ts";
import { AFAR, bandsUpTo, wrongPlane } from "./afar.ts";
import { bandLayout, windowIndex } from "./bands.ts";
import { LAGR_MOUNT, lagrView, StereoFrames, TRAINING_BIOMES } from "./dataset.ts";
import { cutWindow, WindowSet } from "./features/window_set.ts";
import { LEAST_CONFIDENCE } from "./ground_fit.ts";
import { type GroundPlane, mountedPlane } from "./ground_plane.ts";
import { footOf, inPicture, windowAt } from "./levelling.ts";
import { DistancePyramid } from "./pyramid.ts";
import { type LabelledPlace, StereoLabeller } from "./stereo_labels.ts";
import { dominantClass, LAGR_CLASSES } from "./lagr_classes.ts";

/** What is collected. */
export interface CollectOptions {
  readonly device: Device;
  /** Of the worlds, poses and lights. */
  readonly seed: number;
  /** Windows. */
  readonly count: number;
  /** Most windows of one class from one view of a frame; there are three. */
  readonly ofClass?: number;
  /** Biomes of the worlds; those for training where not given. */
  readonly biomes?: readonly string[];
  /** Told of every frame. */
  onFrame?(frames: number, windows: number): void;
  /** Asked between frames: true ends the collection with what there is. */
  stopped?(): boolean;
}

/** Views of a frame as if it were far away. */
const AFAR_VIEWS = 2;
/** Frames without a window after which there is no hope of more. */
const MOST_IN_VAIN = 200;

/**
 * Looks around in many training worlds: windows of the pyramid at the places that stereo labels, rare classes as
 * often as common ones as far as a frame has them. Each frame is viewed three times: as it is, and twice as if it
 * were far away ({@link AFAR}).
 *
 * @throws {RangeError} If there is no such biome, or frame after frame gives no window.
 * @throws {DeviceError} If the device is lost or refused a command.
 */
export async function collectWindows(options: CollectOptions): Promise<WindowSet> {
  const { device, seed, count, ofClass = 12, biomes = TRAINING_BIOMES } = options;
  const view = lagrView();
  const layout = bandLayout(view);
  const frames = await StereoFrames.create(device.gpu, seed, biomes);
  const { left, right } = frames.pair;
  const matching = record(device, () => matchStereo(device, left.colour, right.colour));
  const labeller = new StereoLabeller(view, mountedPlane(LAGR_MOUNT.height, LAGR_MOUNT.pitch));
  const near = bandsUpTo(layout, AFAR.farthest);
  const pyramids = Array.from({ length: AFAR.halvings + 1 }, (_, halvings) => {
    const pyramid = new DistancePyramid(device, left.colour, view, near, halvings);
    return { pyramid, plan: record(device, () => pyramid.apply()) };
  });
  const set = new WindowSet(count);
  /** Takes windows of a view of the frame, of each class some. */
  const take = async (
    halvings: number,
    plane: GroundPlane,
    places: readonly LabelledPlace[],
    random: Random,
  ) => {
    const { pyramid, plan } = pyramids[halvings]!;
    pyramid.stand(plane);
    plan.run();
    const atlas = await plan.outputs.read();
    // One label for each window: of two places that fall into the same one, the first drawn.
    const taken = new Set<number>();
    const kept = LAGR_CLASSES.map(() => 0);
    for (const { u, v, label } of shuffled(places, random)) {
      const place = windowAt(view, near, plane, u, v);
      const foot = place && footOf(view, near, plane, place);
      const kind = dominantClass(label);
      if (!place || !foot || !inPicture(view, ...foot) || kept[kind]! >= ofClass) continue;
      const index = windowIndex(near, place);
      if (taken.has(index) || set.full) continue;
      taken.add(index);
      kept[kind]!++;
      set.add({ numbers: cutWindow(atlas, near, place), label });
    }
  };
  try {
    for (let frame = 0, vain = 0; !set.full && !options.stopped?.(); frame++) {
      if (vain >= MOST_IN_VAIN) {
        throw new RangeError(
          `Cannot collect ${count} windows: the last ${vain} frames of ${
            biomes.join(", ")
          } gave none`,
        );
      }
      frames.render(frame);
      matching.run();
      const { disparity, confidence } = matching.outputs;
      const [pixels, sure] = await readTensors([disparity, confidence]);
      const random = counterRandom(seed, frame);
      const picture = {
        disparity: pixels as Float32Array<ArrayBuffer>,
        confidence: sure as Float32Array<ArrayBuffer>,
      };
      const { ground, places } = labeller.label(picture, random);
      const before = set.length;
      if (ground.confidence >= LEAST_CONFIDENCE) {
        await take(0, ground.plane, places, random);
        for (let k = 0; k < AFAR_VIEWS; k++) {
          const halvings = Math.floor(random() * pyramids.length);
          await take(halvings, wrongPlane(ground.plane, random), places, random);
        }
      }
      vain = set.length > before ? 0 : vain + 1;
      options.onFrame?.(frame + 1, set.length);
    }
    return set;
  } finally {
    matching.dispose();
    for (const { pyramid, plan } of pyramids) {
      plan.dispose();
      pyramid.dispose();
    }
    frames.dispose();
  }
}

/** In random order (Fisher and Yates 1938). */
function shuffled(places: readonly LabelledPlace[], random: () => number): LabelledPlace[] {
  const order = [...places];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
