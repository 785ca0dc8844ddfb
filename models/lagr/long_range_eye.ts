import {
  counterRandom,
  decodeSafetensors,
  type Device,
  type Held,
  Holdings,
  type Plan,
  type PrepareOptions,
  type Random,
  Readback,
  record,
  type Tensor,
  tune,
} from "../../vision/mod.ts";
import { TextureUsage } from "../../vision/gpu_flags.ts";
import { seedFor } from "../../vision/random.ts";
import { type BandLayout, seenBands } from "./bands.ts";
import { type PinholeView } from "./camera_view.ts";
import { ConvFeatures } from "./features/conv_features.ts";
import { FarGround } from "./far_ground.ts";
import { type FarReading, probabilitiesOf } from "./far_reading.ts";
import { LEAST_CONFIDENCE } from "./ground_fit.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { type EyePose } from "./hindsight/eye_pose.ts";
import { PastLooks } from "./hindsight/past_looks.ts";
import { horizonOf } from "./horizon.ts";
import { OnlineClassifier } from "./online/classifier.ts";
import { type LearningOptions } from "./online/learning_options.ts";
import { SoftmaxRegression, windowLayout } from "./online/softmax_regression.ts";
import { arrived, type EyePair, PairMatcher } from "./pair_matcher.ts";
import { DistancePyramid } from "./pyramid.ts";
import { type LabelledPlace, StereoLabeller } from "./stereo_labels.ts";
import { WindowFeet } from "./window_feet.ts";
import { labelWindows } from "./window_labels.ts";
import { restoreWindowNet } from "./window_net.ts";
import { WindowRanges } from "./window_ranges.ts";

/** How the eye sees and learns. */
export interface LongRangeEyeOptions {
  /** Safetensors of a `WindowNet`. */
  readonly weights: Uint8Array;
  /** Kind of features that the weights have to be of; whatever they are of where not given. */
  readonly net?: string | undefined;
  /** Whether it learns while driving; true where not given. */
  readonly adapt?: boolean;
  /** Has every frame classified by the default weights too, for scoring. */
  readonly compare?: boolean;
  /** Of all that is drawn. */
  readonly seed?: number;
  readonly learning?: LearningOptions;
}

/**
 * The slow loop's eye: from a pair of pictures to what every window of the distance-normalised pyramid
 * shows, 5 to 100 m ahead. Stereo labels what is near; the classifier learns from these labels what ground
 * and obstacles look like here and now, and tells them apart as far as the picture goes.
 *
 * Disparities, features and probabilities are computed on the device, labels on the CPU in between: a look
 * is two transfers, and makes no object on the device. What it says depends on the pictures it was
 * shown and the poses it was told, in their order, and on nothing else, however long the device takes.
 *
 * @see Hadsell et al. 2009, "Learning Long-Range Vision for Autonomous Off-Road Driving", JFR 26(2).
 *
 * @example
 * ```ts ignore
 * const eye = new LongRangeEye(device, { left, right }, view, mountedPlane(1, 0.17), { weights });
 * pair.expose(scene, pose, light);
 * const look = eye.look();
 * pair.expose(scene, next, light); // The look has its pictures already.
 * for (const { distances, probabilities } of (await look).bands) { ... }
 * ```
 */
export class LongRangeEye {
  readonly view: PinholeView;
  /** Bands of the pyramid, without the horizon's. */
  readonly layout: BandLayout;
  /** What learns; its weights and its memory. */
  readonly classifier: OnlineClassifier;
  readonly #device: Device;
  readonly #seed: number;
  readonly #left: GPUTexture;
  readonly #copied: GPUTexture;
  readonly #matcher: PairMatcher;
  readonly #labeller: StereoLabeller;
  readonly #farGround: FarGround;
  readonly #ranges: WindowRanges;
  readonly #pyramid: DistancePyramid;
  readonly #features: Plan<Tensor>;
  readonly #feet: WindowFeet;
  /** What is learned in hindsight; null for an eye that does not learn. */
  readonly #past: PastLooks | null;
  /** The probabilities by default weights; null where nobody wants them. */
  readonly #offline: Plan<Tensor> | null;
  readonly #readback: Readback;
  readonly #holdings = new Holdings();
  #previous: GroundPlane | undefined;
  #frame = 0;
  #busy = false;

  /**
   * @param pair Pictures that are drawn anew before each look, of the view's size; the left one usable as
   *   `COPY_SRC`.
   * @param mounting The ground of level country under the left eye: `mountedPlane`.
   * @throws {CheckpointError} If the weights are broken, another net's, or of another kind than asked for.
   * @throws {RangeError} If the pictures are of another size than the view, or an option is out of range.
   * @throws {ShapeError} If sizes of the pair differ, or the width is no multiple of 4.
   * @throws {TypeError} If a texture's format is none of a picture's.
   */
  constructor(
    device: Device,
    pair: EyePair,
    view: PinholeView,
    mounting: GroundPlane,
    options: LongRangeEyeOptions,
  ) {
    const { weights, net, adapt = true, compare = false, seed = 1, learning } = options;
    const { width, height, format } = pair.left;
    const layout = this.layout = seenBands(view);
    this.view = view;
    this.#device = device;
    this.#seed = seedFor(seed, "lagr/long range");
    this.#left = pair.left;
    this.#labeller = new StereoLabeller(view, mounting);
    this.#farGround = new FarGround(view);
    this.#ranges = new WindowRanges(view);
    this.#feet = new WindowFeet(view, layout);
    const own = <T extends Held>(made: T): T => this.#holdings.hold(made);
    try {
      const { features } = own(restoreWindowNet(device, weights, net).net);
      this.#matcher = own(new PairMatcher(device, pair));
      const usage = TextureUsage.copyDst | TextureUsage.textureBinding;
      const copied = this.#copied = device.gpu.createTexture({
        label: "left picture of a look",
        size: [width, height],
        format,
        usage,
      });
      own({ dispose: () => copied.destroy() });
      const pyramid = this.#pyramid = own(new DistancePyramid(device, copied, view, layout));
      this.#features = own(
        record(device, () => device.noGrad(() => features.forward(pyramid.apply()))),
      );
      const windows = this.#features.outputs;
      this.#past = adapt ? own(new PastLooks(device, view, layout, windows)) : null;
      const taught = this.#past?.recalled;
      this.classifier = own(new OnlineClassifier(device, [windows], { seed, ...learning }, taught));
      const [weight, bias] = headOf(weights);
      this.classifier.regression.setDefaults(weight, bias);
      this.#offline = null;
      if (compare) {
        const regression = own(new SoftmaxRegression(device));
        regression.setDefaults(weight, bias);
        this.#offline = own(record(device, () => regression.forward(windows)));
      }
      this.#readback = own(new Readback(device.gpu));
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /**
   * Takes both pictures as they stand, so that they may be drawn anew at once, and brings the reading.
   *
   * @param pose Where the left eye is, as odometry knows it: what is near now is then learned as it looked from far
   *   away. Without it only what is near is learned, as it looks.
   * @throws {TypeError} If a look is under way.
   * @throws {DeviceError} If the device is lost or refused a command.
   */
  look(pose?: EyePose): Promise<FarReading> {
    return this.#alone("look", () => this.#look(pose));
  }

  /**
   * Forgets everything that was seen: default weights, empty memory, as new.
   *
   * @throws {TypeError} If a look is under way.
   * @throws {DeviceError} If the device is lost or refused a command.
   */
  reset(): Promise<void> {
    return this.#alone("reset", async () => {
      await this.classifier.reset();
      this.#past?.forget();
      this.#previous = undefined;
      this.#frame = 0;
    });
  }

  /**
   * The robot has been carried elsewhere, and poses are of another frame: what it learned stays, its way does not.
   *
   * @throws {TypeError} If a look is under way.
   */
  carried(): void {
    if (this.#busy) {
      throw new TypeError("Cannot carry on elsewhere: the last look has not come yet");
    }
    this.#past?.forget();
    this.#previous = undefined;
  }

  async #alone<T>(action: string, body: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new TypeError(`Cannot ${action}: the last look has not come yet`);
    this.#busy = true;
    try {
      return await body();
    } finally {
      this.#busy = false;
    }
  }

  async #look(pose: EyePose | undefined): Promise<FarReading> {
    // Matching reads the pair before anything submitted later; the pyramid has to wait for the ground.
    const picture = await this.#matcher.match((encoder) => {
      const { width, height } = this.#left;
      encoder.copyTextureToTexture({ texture: this.#left }, { texture: this.#copied }, {
        width,
        height,
      });
    });
    const random = counterRandom(this.#seed, this.#frame++);
    const { ground, places } = this.#labeller.label(picture, random, this.#previous);
    const sure = ground.confidence >= LEAST_CONFIDENCE;
    this.#previous = sure ? ground.plane : undefined;
    const plane = sure ? this.#farGround.fit(picture, ground.plane) : ground.plane;
    this.#pyramid.stand(plane);
    this.#features.run();
    if (sure && pose) this.#past?.take(this.#labeller, plane, pose);
    const learned = sure ? this.#learn(plane, places, random) : 0;
    const all = this.#classify();
    const feet = this.#feet.stand(plane);
    const [online, offline] = await all;
    return {
      bands: feet.map((band) => ({
        ...band,
        probabilities: probabilitiesOf(band, online!),
        ranges: this.#ranges.of(picture, plane, band.u, band.v),
        ...(offline ? { offline: probabilitiesOf(band, offline) } : {}),
      })),
      ground,
      plane,
      horizon: horizonOf(this.view, plane),
      places,
      learned,
    };
  }

  /** Learns from labelled places as they look, and as they looked from afar; how many windows. */
  #learn(plane: GroundPlane, places: readonly LabelledPlace[], random: Random): number {
    if (!this.#past) return 0;
    const near = labelWindows(this.view, this.layout, plane, places);
    const far = this.#past.recall(random);
    // Windows are numbered through all tensors of features.
    const first = windowLayout(this.#features.outputs).windows;
    return this.classifier.learn(
      [...near.windows, ...far.windows.map((window) => first + window)],
      [...near.labels, ...far.labels],
    );
  }

  /** Probabilities of all windows; by the default weights too where they are wanted. */
  #classify(): Promise<Float32Array<ArrayBuffer>[]> {
    const { gpu } = this.#device;
    const encoder = gpu.createCommandEncoder();
    this.classifier.encodeClassify(encoder);
    const wanted = [{ tensor: this.classifier.probabilities[0]! }];
    if (this.#offline) {
      this.#offline.encode(encoder);
      wanted.push({ tensor: this.#offline.outputs });
    }
    const ticket = this.#readback.enqueue(encoder, wanted);
    gpu.queue.submit([encoder.finish()]);
    return arrived(this.#device, ticket);
  }

  /** Gives the device's memory back. */
  dispose(): void {
    this.#holdings.dispose();
  }
}

type Numbers = Float32Array<ArrayBuffer>;

/** Weight and bias of the classifier that a drive begins with. The weights are a window net's. */
function headOf(weights: Uint8Array): [weight: Numbers, bias: Numbers] {
  const { tensors } = decodeSafetensors(weights);
  const numbers = (name: string) => Float32Array.from(tensors[name]!.data);
  return [numbers("head.weight"), numbers("head.bias")];
}

/** Measures the ConvNet's kernels for pictures of that view on the device's adapter, where none was chosen yet. */
export async function tuneLongRangeEye(
  device: Device,
  view: PinholeView,
  options: PrepareOptions = {},
): Promise<void> {
  const { width, height } = seenBands(view);
  const net = new ConvFeatures(device, counterRandom(0)).evaluate();
  const atlas = device.zeros([1, 3, height, width]);
  await tune(device, () => device.noGrad(() => net.forward(atlas)), options);
  atlas.dispose();
  net.dispose();
}
