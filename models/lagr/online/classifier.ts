import { type Device, lanes, type Plan, record, type Tensor } from "../../../vision/mod.ts";
import { ShapeError } from "../../../vision/mod.ts";
import { readTensors } from "../../../vision/tensor.ts";
import { errorKernel, FRAME, keepKernel, stepKernel } from "./classifier.wgsl.ts";
import {
  FrameBuffer,
  keptOf,
  type MemoryState,
  RingBuffer,
  type SampleMemory,
} from "./sample_memory.ts";
import { type LearningOptions, learningOptions } from "./learning_options.ts";
import { GROUPS, SoftmaxRegression, windowLayout } from "./softmax_regression.ts";
import { FEATURES } from "../features/extractor.ts";
import { CLASSES } from "../lagr_classes.ts";

type Weights = Float32Array<ArrayBuffer>;

/** All that decides how an online classifier goes on. */
export interface ClassifierState {
  readonly weight: Weights;
  readonly bias: Weights;
  readonly defaultWeight: Weights;
  readonly defaultBias: Float32Array<ArrayBuffer>;
  /** Features of all slots. */
  readonly samples: Weights;
  readonly memory: MemoryState;
}

/**
 * Learns while driving which windows are ground and which are obstacles: softmax regression on their
 * features, by a few steps of gradient descent on `KL(p || q)` a frame over samples drawn evenly over
 * classes, with decay towards default weights (Hadsell et al. 2009). The step is scaled by the samples'
 * mean square, as in normalised least mean squares, so that one rate fits every feature extractor.
 *
 * Features stay on the device: labelled windows are copied there to the slots of the ring buffer, whose
 * bookkeeping is here. Keeping, drawing and stepping are one recorded plan; a frame makes no object on the
 * device and waits for nothing.
 *
 * @example
 * ```ts
 * import { requestDevice } from "../../../vision/mod.ts";
 * import { OnlineClassifier } from "./classifier.ts";
 * const device = await requestDevice();
 * const features = device.zeros([300, 100]); // A row for each window of the pyramid.
 * const classifier = new OnlineClassifier(device, [features], { seed: 7 });
 * classifier.learn([12, 40], [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]); // Two labelled windows.
 * classifier.classify();
 * const probabilities = await classifier.probabilities[0]!.read(); // 300 x 5
 * ```
 */
export class OnlineClassifier {
  /** Its weights, and the weights it is drawn back to. */
  readonly regression: SoftmaxRegression;
  /** Probabilities of each tensor's windows, `[windows, 5]`, as of the last `classify()`. */
  readonly probabilities: readonly Tensor[];
  /** Labelled windows that are remembered. */
  readonly memory: SampleMemory;
  readonly #device: Device;
  readonly #options: Required<LearningOptions>;
  /** Windows of a frame that are kept at most. */
  readonly #mostKept: number;
  readonly #frame;
  readonly #samples: Tensor;
  readonly #moves: Tensor;
  readonly #draws: Tensor;
  readonly #targets: Tensor;
  readonly #movesNow: Uint32Array<ArrayBuffer>;
  readonly #drawsNow: Uint32Array<ArrayBuffer>;
  readonly #targetsNow: Weights;
  readonly #learning: Plan<Tensor>;
  readonly #scoring: Plan<readonly Tensor[]>;

  /**
   * @param features What is classified: tensors as {@link windowLayout} takes them, which live as long as
   *   this and are written anew for each frame. Windows are numbered through them in that order.
   * @param taught More such tensors, whose windows are learned from too, but not classified; numbered after those.
   * @throws {RangeError} If an option is out of range.
   * @throws {ShapeError} If a tensor holds no windows.
   */
  constructor(
    device: Device,
    features: readonly Tensor[],
    options: LearningOptions = {},
    taught: readonly Tensor[] = [],
  ) {
    const all = learningOptions(options);
    this.#device = device;
    this.#options = all;
    this.regression = new SoftmaxRegression(device);
    const { capacity, batch, passes, rate, decay, seed } = all;
    const most = this.#mostKept = CLASSES * all.keptOfClass;
    this.memory = all.memory === "ring"
      ? new RingBuffer(capacity, seed)
      : new FrameBuffer(most, seed);
    this.#frame = device.uniforms(FRAME, { kept: 0, drawn: 0, rate, decay });
    this.#samples = device.zeros([this.memory.slots, FEATURES]);
    this.#moves = device.zeros([most, 2], { dtype: "u32" });
    this.#draws = device.zeros([passes * batch], { dtype: "u32" });
    this.#targets = device.zeros([passes * batch, CLASSES]);
    this.#movesNow = new Uint32Array(most * 2);
    this.#drawsNow = new Uint32Array(passes * batch);
    this.#targetsNow = new Float32Array(passes * batch * CLASSES);
    this.#learning = record(device, () => this.#recordLearning([...features, ...taught]));
    this.#scoring = record(device, () => features.map((each) => this.regression.forward(each)));
    this.probabilities = this.#scoring.outputs;
  }

  /**
   * Takes in the labelled windows of a frame and learns; returns at once. A frame without labels is no
   * evidence, and only draws the weights back to the defaults.
   *
   * @param windows Numbers of the labelled windows.
   * @param labels Soft labels, five numbers for each window.
   * @returns How many of them were taken in.
   * @throws {ShapeError} If there are not five numbers a window.
   */
  learn(windows: ArrayLike<number>, labels: ArrayLike<number>): number {
    if (labels.length !== windows.length * CLASSES) {
      throw new ShapeError(
        `Cannot learn ${windows.length} windows from ${labels.length} numbers: ` +
          `wanted ${CLASSES} for each`,
      );
    }
    const { keptOfClass, batch } = this.#options;
    const chosen = keptOf(labels, keptOfClass);
    this.memory.beginFrame();
    chosen.forEach((from, k) => {
      this.#movesNow[2 * k] = windows[from]!;
      this.#movesNow[2 * k + 1] = this.memory.keep(labels, from * CLASSES);
    });
    const kept = chosen.length;
    const drawn = kept > 0 ? batch : 0;
    this.#frame.set({ kept, drawn });
    if (drawn > 0) this.#writeDraws();
    this.#learning.run();
    return kept;
  }

  /** Has all windows of the features as they stand classified, into {@link probabilities}. */
  classify(): void {
    this.#scoring.run();
  }

  /** Appends what {@link classify} does to an encoder. */
  encodeClassify(encoder: GPUCommandEncoder): void {
    this.#scoring.encode(encoder);
  }

  /** Mean `KL(p || q)` of the last batch, before its step; 0 when nothing was learned yet. Waits. */
  async loss(): Promise<number> {
    const errors = await this.#learning.outputs.read();
    let sum = 0;
    for (let k = 0; k < this.#options.batch; k++) sum += errors[8 * k + 6]!;
    return sum / this.#options.batch;
  }

  /** Forgets all that was learned since: default weights, and an empty memory. */
  async reset(): Promise<void> {
    const { regression } = this;
    const [weight, bias] = await readTensors([regression.defaultWeight, regression.defaultBias]);
    regression.setDefaults(weight as Weights, bias as Weights);
    const { labels, held, next } = this.memory.state();
    const zero = (numbers: readonly number[]) => numbers.map(() => 0);
    this.memory.restore({ labels, held: zero(held), next: zero(next), drawn: 0 });
  }

  /** Everything that decides how learning goes on. Waits for the device. */
  async save(): Promise<ClassifierState> {
    const { weight, bias, defaultWeight, defaultBias } = this.regression;
    const read = await readTensors([weight, bias, defaultWeight, defaultBias, this.#samples]);
    const [w, b, w0, b0, samples] = read as Weights[];
    return {
      weight: w!,
      bias: b!,
      defaultWeight: w0!,
      defaultBias: b0!,
      samples: samples!,
      memory: this.memory.state(),
    };
  }

  /**
   * Goes on bit for bit where `state` was saved.
   *
   * @throws {RangeError} If it was saved with another capacity.
   */
  restore(state: ClassifierState): void {
    this.memory.restore(state.memory);
    this.regression.weight.write(state.weight);
    this.regression.bias.write(state.bias);
    this.regression.defaultWeight.write(state.defaultWeight);
    this.regression.defaultBias.write(state.defaultBias);
    this.#samples.write(state.samples);
  }

  /** Gives the device's memory back; the features stay. */
  dispose(): void {
    this.#learning.dispose();
    this.#scoring.dispose();
    this.#frame.dispose();
    const { weight, bias, defaultWeight, defaultBias } = this.regression;
    const own = [this.#samples, this.#moves, this.#draws, this.#targets];
    for (const tensor of [...own, weight, bias, defaultWeight, defaultBias]) tensor.dispose();
  }

  #writeDraws(): void {
    const { labels } = this.memory;
    const [draws, targets] = [this.#drawsNow, this.#targetsNow];
    this.memory.draw(draws);
    for (let k = 0; k < draws.length; k++) {
      const at = draws[k]! * CLASSES;
      for (let c = 0; c < CLASSES; c++) targets[k * CLASSES + c] = labels[at + c]!;
    }
    this.#moves.write(this.#movesNow);
    this.#draws.write(draws);
    this.#targets.write(targets);
  }

  #recordLearning(features: readonly Tensor[]): Tensor {
    const { batch, passes } = this.#options;
    const device = this.#device;
    const { weight, bias, defaultWeight, defaultBias } = this.regression;
    const [samples, draws, frame] = [this.#samples, this.#draws, this.#frame];
    let first = 0;
    for (const each of features) {
      const layout = windowLayout(each);
      const copies = this.#mostKept * GROUPS;
      device.dispatch(keepKernel, {
        bindings: { features: each, moves: this.#moves, frame, samples },
        params: { lanes: copies, first, ...layout },
        workgroups: lanes(copies),
      });
      first += layout.windows;
    }
    const errors = device.empty([batch, 8]);
    for (let pass = 0; pass < passes; pass++) {
      const params = { first: pass * batch };
      device.dispatch(errorKernel, {
        bindings: { samples, draws, targets: this.#targets, weight, bias, frame, errors },
        params: { lanes: batch, ...params },
        workgroups: lanes(batch),
      });
      const steps = CLASSES * (GROUPS + 1);
      device.dispatch(stepKernel, {
        bindings: { samples, draws, errors, defaultWeight, defaultBias, frame, weight, bias },
        params: { lanes: steps, ...params },
        workgroups: lanes(steps),
      });
    }
    return errors;
  }
}
