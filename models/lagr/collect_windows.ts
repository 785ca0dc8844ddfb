import {
  counterRandom,
  type Device,
  type Held,
  Holdings,
  type Plan,
  record,
  type Tensor,
} from "../../vision/mod.ts";
import { drawn, seedFor } from "../../vision/random.ts";
import { type BandLayout, seenBands, windowNumbered } from "./bands.ts";
import { LAGR_MOUNT, lagrView, leftEyePose, TRAINING_BIOMES } from "./dataset.ts";
import { type Drive, DriveFrames } from "./dataset/drive.ts";
import { trainingDrive } from "./dataset/training_drive.ts";
import { FarGround } from "./far_ground.ts";
import { cutWindow, WindowSet } from "./features/window_set.ts";
import { LEAST_CONFIDENCE } from "./ground_fit.ts";
import { mountedPlane } from "./ground_plane.ts";
import { type EyePose } from "./hindsight/eye_pose.ts";
import { type HindsightWindow, hindsightWindows, type PastLook } from "./hindsight/hindsight.ts";
import { Surroundings } from "./hindsight/surroundings.ts";
import { CLASSES, saysObstacle } from "./lagr_classes.ts";
import { PairMatcher } from "./pair_matcher.ts";
import { DistancePyramid } from "./pyramid.ts";
import { StereoLabeller } from "./stereo_labels.ts";
import { type LabelledWindows, labelWindows } from "./window_labels.ts";

/** What is collected. */
export interface CollectOptions {
  readonly device: Device;
  /** Of the worlds, drives and lights. */
  readonly seed: number;
  /** Windows. */
  readonly count: number;
  /**
   * Most windows of ground, and of what stands, from one span of distances of a look, labelled in hindsight; half as
   * many of grass that gave way; and of a look, labelled on the spot.
   */
  readonly ofSpan?: number;
  /** Looks of a drive, at most. */
  readonly looks?: number;
  /** Biomes of the worlds; those for training where not given. */
  readonly biomes?: readonly string[];
  /** Told of every look. */
  onLook?(looks: number, windows: number): void;
  /** Asked between looks: true ends the collection with what there is. */
  stopped?(): boolean;
}

/** Drives without a window after which there is no hope of more. */
const MOST_IN_VAIN = 20;
/** Every how many looks of a drive one is taken: 1.3 m. */
const STRIDE = 2;

/**
 * Drives through many training worlds and looks back: windows of all looks of a drive at places that stereo came to
 * know on it, as far as 100 m, ground as often as what stands on it and far ones as often as near ones as far as
 * there are any; and some that it labelled on the spot.
 *
 * @throws {RangeError} If there is no such biome, or drive after drive gives no window.
 * @throws {DeviceError} If the device is lost or refused a command.
 */
export async function collectWindows(options: CollectOptions): Promise<WindowSet> {
  const { device, seed, count, ofSpan = 2, looks = 240, biomes = TRAINING_BIOMES } = options;
  const set = new WindowSet(count);
  const eye = await CollectingEye.create(device);
  let taken = 0;
  const onLook = () => options.onLook?.(++taken, set.length);
  const stopped = () => options.stopped?.() ?? false;
  try {
    for (let index = 0, vain = 0; !set.full && !stopped(); index++) {
      const drive = trainingDrive(seed, index, looks, biomes);
      const before = set.length;
      await eye.drive(drive, set, ofSpan, seedFor(seed, `drive ${index}`), { onLook, stopped });
      vain = set.length > before ? 0 : vain + 1;
      if (vain < MOST_IN_VAIN) continue;
      throw new RangeError(
        `Cannot collect ${count} windows: the last ${vain} drives through ${
          biomes.join(", ")
        } gave none`,
      );
    }
    return set;
  } finally {
    eye.dispose();
  }
}

/** A look whose pyramid is kept until the drive is over. */
interface KeptLook extends PastLook {
  readonly atlas: Float32Array;
  /** What stereo labelled on the spot. */
  readonly labelled: LabelledWindows;
}

/** The left eye on training drives: stereo, and the pyramid. */
class CollectingEye {
  readonly #view = lagrView();
  readonly #layout = seenBands(this.#view);
  readonly #labeller = new StereoLabeller(
    this.#view,
    mountedPlane(LAGR_MOUNT.height, LAGR_MOUNT.pitch),
  );
  readonly #farGround = new FarGround(this.#view);
  readonly #frames: DriveFrames;
  readonly #matcher: PairMatcher;
  readonly #pyramid: DistancePyramid;
  readonly #bands: Plan<Tensor>;
  readonly #holdings = new Holdings();

  private constructor(device: Device, frames: DriveFrames) {
    const { left, right } = frames.pair;
    const [view, layout] = [this.#view, this.#layout];
    const own = <T extends Held>(made: T): T => this.#holdings.hold(made);
    this.#frames = own(frames);
    try {
      this.#matcher = own(new PairMatcher(device, { left: left.colour, right: right.colour }));
      const pyramid = own(new DistancePyramid(device, left.colour, view, layout));
      this.#pyramid = pyramid;
      this.#bands = own(record(device, () => pyramid.apply()));
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  static async create(device: Device): Promise<CollectingEye> {
    return new CollectingEye(device, await DriveFrames.create(device.gpu, { truth: false }));
  }

  /** Adds windows of a drive to a set. */
  async drive(
    drive: Drive,
    set: WindowSet,
    ofSpan: number,
    seed: number,
    { onLook, stopped }: { onLook(): void; stopped(): boolean },
  ): Promise<void> {
    // Who drives through high grass knows that much of what stands may give way, not what.
    const surroundings = new Surroundings({ trusting: !drive.highGrass });
    const kept: KeptLook[] = [];
    const reckoning = drive.reckoning();
    for (let look = 0; look < drive.looks && !stopped(); look += STRIDE) {
      const pose = leftEyePose(reckoning.next(drive.worldFromBody(look)));
      const random = counterRandom(seed, look);
      const one = await this.#look(drive, look, pose, random, surroundings);
      if (one) kept.push(one);
      onLook();
    }
    const random = counterRandom(seed, drive.looks);
    for (const look of kept) {
      const [view, layout] = [this.#view, this.#layout];
      const found = [
        ...onTheSpot(layout, look.labelled, [ofSpan, drive.highGrass ? 0 : ofSpan], random),
        ...hindsightWindows(view, layout, look, surroundings, ofSpan, random),
      ];
      for (const { window, label, distance } of found) {
        if (set.full) return;
        set.add({ numbers: cutWindow(look.atlas, layout, window), label, distance });
      }
    }
  }

  /** Takes a look, and what stereo says into the surroundings; null where the ground is not known. */
  async #look(
    drive: Drive,
    look: number,
    pose: EyePose,
    random: () => number,
    surroundings: Surroundings,
  ): Promise<KeptLook | null> {
    this.#frames.render(drive, look);
    const picture = await this.#matcher.match();
    const { ground, places } = this.#labeller.label(picture, random);
    if (ground.confidence < LEAST_CONFIDENCE) return null;
    const plane = this.#farGround.fit(picture, ground.plane);
    surroundings.add(this.#labeller, pose);
    surroundings.roll(pose);
    this.#pyramid.stand(plane);
    this.#bands.run();
    const labelled = labelWindows(this.#view, this.#layout, plane, places);
    return { plane, pose, labelled, atlas: await this.#bands.outputs.read() as Float32Array };
  }

  dispose(): void {
    this.#holdings.dispose();
  }
}

/** Of the windows that stereo labelled on the spot, so many of ground, and of what stands, by chance. */
function onTheSpot(
  layout: BandLayout,
  { windows, labels }: LabelledWindows,
  most: readonly [ground: number, standing: number],
  random: () => number,
): HindsightWindow[] {
  const left = [...most];
  const found: HindsightWindow[] = [];
  for (const k of drawn(Array.from(windows, (_, k) => k), random)) {
    const label = labelAt(labels, k);
    const window = windowNumbered(layout, windows[k]!);
    const side = Number(saysObstacle(label));
    if (!window || left[side] === 0) continue;
    found.push({ window, label, distance: layout.bands[window.band]!.distance });
    left[side]!--;
    if (left[0]! + left[1]! === 0) break;
  }
  return found;
}

function labelAt(labels: ArrayLike<number>, k: number): HindsightWindow["label"] {
  const at = (c: number) => labels[CLASSES * k + c]!;
  return [at(0), at(1), at(2), at(3), at(4)];
}
