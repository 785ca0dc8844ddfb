import { type CheckpointInfo, loadCheckpoint, saveCheckpoint } from "../checkpoint/mod.ts";
import type { Device } from "../device.ts";
import { ShapeError } from "../errors.ts";
import type { Plan } from "../kernel/plan.ts";
import { prepare } from "../kernel/tuner.ts";
import { Readback, type ReadTicket } from "../readback.ts";
import { showShape } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import { firstNonFinite } from "./first_non_finite.ts";
import { Snapshots } from "./snapshots.ts";
import type { StepResult, TrainerOptions } from "./trainer_options.ts";

/** Losses are read this many steps late at least, so that the device never waits for the reader. */
const LAG = 2;
/** Losses that are read at once: in Deno a wait for the device takes 11 ms, however little is read. */
const BURST = 8;
/** Steps between the copies that a fault is traced from. */
const SNAPSHOT_EVERY = 32;

/**
 * Trains: one recorded step (forward, backward, update), replayed for each batch. The loop waits for
 * nothing but the loss of some steps ago. Batches and rates depend on the step's number alone, so that a
 * run continued from a checkpoint is, bit for bit, the run that was never stopped.
 *
 * @example
 * ```ts
 * import { Conv2d, constant, counterRandom, crossEntropy, requestDevice, SGD, Trainer } from "../mod.ts";
 * const device = await requestDevice();
 * const net = new Conv2d(device, 3, 2, 3, { padding: 1, random: counterRandom(1) });
 * const images = device.zeros([1, 3, 6, 8]);
 * const target = device.zeros([1, 6, 8], { dtype: "u32" });
 * const trainer = new Trainer(device, {
 *   module: net,
 *   optimizer: new SGD(net, { lr: 0.1 }),
 *   batches: { fill: () => {} },
 *   forward: () => crossEntropy(net.forward(images), target),
 *   schedule: constant(0.1),
 * });
 * await trainer.run(5);
 * trainer.dispose();
 * ```
 */
export class Trainer {
  readonly #device: Device;
  readonly #options: TrainerOptions;
  #plan: Plan<Tensor[]> | null = null;
  #names: readonly string[] = [];
  readonly #readback: Readback;
  readonly #snapshots: Snapshots;
  readonly #pending: { step: number; ticket: ReadTicket }[] = [];
  #step: number;
  #epochLosses: number[] = [];

  /** Nothing is recorded or run yet. */
  constructor(device: Device, options: TrainerOptions) {
    const { module, optimizer } = options;
    this.#device = device;
    this.#options = options;
    this.#step = options.firstStep ?? 0;
    this.#readback = new Readback(device.gpu);
    const state = [...module.namedState()].map(([, tensor]) => tensor);
    this.#snapshots = new Snapshots(device, [
      ...new Set([...state, ...Object.values(optimizer.state())]),
    ]);
  }

  /** Steps done. */
  get step(): number {
    return this.#step;
  }

  /**
   * Chooses the kernels of the step for this adapter, records it and has it compiled, which `run()` does
   * by itself where nobody did before.
   *
   * @throws {ShapeError} If the loss or another number of the step is no scalar.
   */
  async prepare(): Promise<void> {
    const { onPrepare } = this.#options;
    const options = onPrepare ? { onProgress: onPrepare } : {};
    this.#plan ??= await prepare(this.#device, () => this.#build(), options);
  }

  /**
   * Bytes of device memory that training takes beside the module, the optimiser's state and the batch: the
   * recorded step, once it is recorded, and two copies of all parameters and state, from which a fault is
   * traced.
   */
  get peakBytes(): number {
    return (this.#plan?.peakBytes ?? 0) + this.#snapshots.bytes;
  }

  #build(): Tensor[] {
    const { optimizer, forward } = this.#options;
    optimizer.zeroGrad();
    const result = scalarsOf(forward());
    for (const [name, { size, shape }] of Object.entries(result)) {
      if (size !== 1) {
        throw new ShapeError(`Cannot tell of ${name} ${showShape(shape)}: want one element`);
      }
    }
    this.#names = Object.keys(result);
    result.loss.backward();
    optimizer.step();
    return Object.values(result);
  }

  /**
   * Goes on from a checkpoint of {@link checkpoint}.
   *
   * @throws {CheckpointError} If it does not fit module or optimiser.
   */
  resume(checkpoint: Uint8Array): CheckpointInfo {
    const { module, optimizer } = this.#options;
    const info = loadCheckpoint(checkpoint, module, { optimizer });
    this.#step = info.step ?? 0;
    this.#epochLosses = [];
    this.#snapshots.forget();
    return info;
  }

  /** All that {@link resume} needs, as a safetensors file. */
  checkpoint(): Promise<Uint8Array<ArrayBuffer>> {
    const { module, optimizer, metadata = {} } = this.#options;
    return saveCheckpoint(module, { optimizer, step: this.#step, metadata });
  }

  /**
   * Trains until `steps` steps are done in all, or `stopped()` says so.
   *
   * @returns Steps done.
   * @throws {RangeError} If the loss is no finite number; the message names the first tensor that is not.
   * @throws {DeviceError} If the device is lost or refused a command.
   */
  async run(steps: number): Promise<number> {
    const { batches, optimizer, schedule, checkpointEvery = Infinity, save } = this.#options;
    const { stepsPerEpoch = Infinity } = this.#options;
    await this.prepare();
    const first = this.#step;
    while (this.#step < steps && !this.#options.stopped?.()) {
      const step = this.#step;
      batches.fill(step);
      optimizer.lr = schedule(step);
      this.#submit(step, (step - first) % SNAPSHOT_EVERY === 0);
      this.#step++;
      if (this.#step < steps) batches.prepare?.(this.#step);
      if (this.#pending.length >= LAG + BURST) await this.#report(LAG);
      // A kernel that does not compile or a command that is refused leaves the old loss behind.
      await this.#device.check();
      if (this.#step % stepsPerEpoch === 0) await this.#endEpoch(this.#step / stepsPerEpoch);
      if (this.#step % checkpointEvery === 0 && this.#step < steps) {
        // So that whoever keeps a log has every loss up to the checkpoint.
        await this.#report(0);
        await save?.(await this.checkpoint());
      }
    }
    await this.#report(0);
    await this.#device.check();
    await save?.(await this.checkpoint());
    return this.#step;
  }

  /** One replay, with the copy of the losses; with a snapshot of what there was before it. */
  #submit(step: number, snapshot: boolean): void {
    const { gpu } = this.#device;
    const encoder = gpu.createCommandEncoder();
    if (snapshot) this.#snapshots.take(encoder, step);
    this.#plan!.encode(encoder);
    const sources = this.#plan!.outputs.map((tensor) => ({ tensor }));
    this.#pending.push({ step, ticket: this.#readback.enqueue(encoder, sources) });
    gpu.queue.submit([encoder.finish()]);
  }

  /** Tells of steps until at most `keep` are under way. */
  async #report(keep: number): Promise<void> {
    const { schedule, onStep, log } = this.#options;
    const due = this.#pending.slice(0, Math.max(0, this.#pending.length - keep));
    // One that fails is heard of when its turn comes, or not at all behind an earlier fault.
    for (const { ticket } of due) ticket.start().catch(() => {});
    while (this.#pending.length > keep) {
      const { step, ticket } = this.#pending.shift()!;
      const values = (await ticket).map(({ buffer }) => new Float32Array(buffer)[0]!);
      const { loss = NaN, ...metrics } = Object.fromEntries(
        this.#names.map((name, i) => [name, values[i]!]),
      );
      if (!Number.isFinite(loss)) throw await this.#fault(step, loss);
      this.#epochLosses.push(loss);
      const done = { step: step + 1, loss, learningRate: schedule(step) };
      log?.(JSON.stringify({ ...done, ...metrics }));
      onStep?.({ ...done, metrics });
    }
  }

  async #endEpoch(epoch: number): Promise<void> {
    await this.#report(0);
    const losses = this.#epochLosses;
    this.#epochLosses = [];
    const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
    const step = this.#step;
    const metrics = await this.#options.onEpoch?.({ epoch, step, loss });
    this.#options.log?.(JSON.stringify({ epoch, step, loss, ...metrics }));
  }

  /**
   * What to tell of a loss that is no number: goes back to the newest copy from before that step, does the
   * steps in between again, and looks at the step itself tensor by tensor.
   */
  async #fault(step: number, loss: number): Promise<Error> {
    const { module, batches, optimizer, schedule, forward } = this.#options;
    const said = `Cannot go on training: the loss of step ${step + 1} is ${loss}`;
    for (const { ticket } of this.#pending.splice(0)) ticket.discard();
    // A device that is lost leaves no number behind either: that is the fault to tell then.
    await this.#device.check();
    const encoder = this.#device.gpu.createCommandEncoder();
    const from = this.#snapshots.restore(encoder, step);
    this.#device.gpu.queue.submit([encoder.finish()]);
    if (from === null) return new RangeError(said);
    for (let again = from; again < step; again++) {
      batches.fill(again);
      optimizer.lr = schedule(again);
      this.#plan!.run();
    }
    batches.fill(step);
    const found = await firstNonFinite(
      this.#device,
      module,
      () => scalarsOf(forward()).loss,
    );
    if (!found) return new RangeError(`${said}; done again, the step held nothing of that kind`);
    const { what, value, index, parameters } = found;
    const through = parameters.length > 0 && !parameters.some((path) => what.includes(path))
      ? ` (with ${parameters.join(", ")})`
      : "";
    return new RangeError(
      `${said}; the first that is not finite is ${what}${through}: ${value} at ${index}`,
    );
  }

  /** Gives the memory of the recording and the copies back; module, optimiser and batches stay. */
  dispose(): void {
    for (const { ticket } of this.#pending.splice(0)) ticket.discard();
    this.#plan?.dispose();
    this.#readback.dispose();
    this.#snapshots.dispose();
  }
}

function scalarsOf(result: StepResult): { loss: Tensor; [name: string]: Tensor } {
  return result instanceof Tensor ? { loss: result } : { ...result };
}
