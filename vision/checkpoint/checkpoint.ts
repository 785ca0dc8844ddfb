import { CheckpointError, ShapeError } from "../errors.ts";
import { parseChoices, type TuningChoices } from "../kernel/tuner.ts";
import type { Module } from "../nn/module.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { sameShape, showShape } from "../shape.ts";
import { readTensors, type Tensor } from "../tensor.ts";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.ts";

/** Names of optimiser state begin with this, which no field path does; all others are parameters. */
const OPTIMIZER = "optimizer:";
/** The same in older files, where the module has no field of that name. */
const OLD_OPTIMIZER = "optimizer.";

/** Metadata that says which kernels the run uses. */
const KERNELS = "kernels";

/** What goes into a checkpoint beside the parameters. */
export interface CheckpointOptions {
  /** Saved or restored too, so that a resumed run continues bit for bit. */
  readonly optimizer?: Optimizer;
  /** Steps done. */
  readonly step?: number;
  /** Free text: recipe, seed, adapter. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a checkpoint says beside the tensors it restored. */
export interface CheckpointInfo {
  /** Steps done when it was made; `null` where it does not say. */
  readonly step: number | null;
  /** Free text by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Parameters and state of a module (under their field paths), and what a resumed run needs, as a
 * safetensors file. Where it is kept is the caller's affair.
 *
 * @throws {CheckpointError} If a field path begins as the names of an optimiser's state do.
 *
 * @example
 * ```ts
 * import { Conv2d, counterRandom, loadCheckpoint, requestDevice, saveCheckpoint } from "../mod.ts";
 * const device = await requestDevice();
 * const net = new Conv2d(device, 3, 4, 3, { random: counterRandom(1) });
 * const bytes = await saveCheckpoint(net, { step: 100 });
 * loadCheckpoint(bytes, net).step; // 100
 * ```
 */
export async function saveCheckpoint(
  module: Module,
  { optimizer, step, metadata = {} }: CheckpointOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const named: [string, Tensor][] = [
    ...namedState(module),
    ...Object.entries(optimizer?.state() ?? {})
      .map(([name, tensor]): [string, Tensor] => [OPTIMIZER + name, tensor]),
  ];
  // All in one transfer, so that they are of one moment.
  const data = await readTensors(named.map(([, tensor]) => tensor));
  const tensors: Record<string, StoredTensor> = Object.fromEntries(
    named.map(([name, { shape }], i) => [name, { shape, data: data[i]! }]),
  );
  return encodeSafetensors({
    tensors,
    metadata: {
      ...metadata,
      ...(step === undefined ? {} : { step: String(step) }),
      ...(optimizer ? keptChoices(named) : {}),
    },
  });
}

/** The kernels chosen so far: another choice adds in another order, and would end a run that repeats itself. */
function keptChoices(named: readonly (readonly [string, Tensor])[]): Record<string, string> {
  const choices = named[0]?.[1].device.tuner.choices ?? {};
  return Object.keys(choices).length > 0 ? { [KERNELS]: JSON.stringify(choices) } : {};
}

/** @throws {CheckpointError} If what stands there is no object of texts. */
function choicesIn(text: string | undefined): TuningChoices {
  if (text === undefined) return {};
  try {
    return parseChoices(text);
  } catch {
    // Told below.
  }
  throw new CheckpointError(`Cannot load a checkpoint: its "${KERNELS}" are no chosen kernels`);
}

/**
 * Restores a module (and an optimiser, where one is given) from {@link saveCheckpoint}'s bytes;
 * nothing is changed where anything does not fit. With an optimiser, the run goes on with the kernels that
 * were chosen for it, so that it goes on bit for bit on the same adapter.
 *
 * @throws {CheckpointError} If the bytes are broken, names or shapes do not fit the module, or the state of
 *   an optimiser is not that of the one given. Without one, an optimiser's state is left out.
 */
export function loadCheckpoint(
  bytes: Uint8Array,
  module: Module,
  { optimizer }: { readonly optimizer?: Optimizer } = {},
): CheckpointInfo {
  const { tensors, metadata: { [KERNELS]: kernels, ...metadata } } = decodeSafetensors(bytes);
  const choices = choicesIn(kernels);
  const entries = Object.entries(tensors);
  for (const [name, { data }] of entries) {
    if (!(data instanceof Float32Array)) {
      throw new CheckpointError(`Cannot load "${name}": it is no F32, as all parameters are`);
    }
  }
  const step = metadata.step === undefined ? null : Number(metadata.step);
  if (step !== null && (metadata.step === "" || !Number.isSafeInteger(step) || step < 0)) {
    throw new CheckpointError(
      `Cannot load a checkpoint: its step is "${metadata.step}", want an integer of at least 0`,
    );
  }
  const paths = namedState(module).map(([path]) => path);
  const prefix = entries.some(([name]) => name.startsWith(OPTIMIZER)) ||
      paths.some((path) => path.startsWith(OLD_OPTIMIZER))
    ? OPTIMIZER
    : OLD_OPTIMIZER;
  const ofOptimizer = entries.filter(([name]) => name.startsWith(prefix));
  const stateOf = new Map(ofOptimizer.map(([name, value]) => [name.slice(prefix.length), value]));
  const state = Object.entries(optimizer?.state() ?? {});
  for (const [name, tensor] of state) {
    const stored = stateOf.get(name);
    if (!stored) {
      throw new CheckpointError(
        `Cannot resume: the checkpoint lacks "${OPTIMIZER + name}"; it was made for use, not to ` +
          "continue training",
      );
    }
    if (!sameShape(stored.shape, tensor.shape)) {
      throw new CheckpointError(
        `Cannot resume: "${OPTIMIZER + name}" is ${showShape(stored.shape)} in the checkpoint, ` +
          `${showShape(tensor.shape)} in the optimiser`,
      );
    }
  }
  const known = new Set(state.map(([name]) => name));
  const unknown = [...stateOf.keys()].filter((name) => !known.has(name));
  // Older files hold velocities of no use where there is no momentum.
  if (optimizer && unknown.length > 0 && prefix === OPTIMIZER) {
    throw new CheckpointError(
      `Cannot resume: the optimiser has no ${unknown.join(", ")}, as the checkpoint's had`,
    );
  }
  const parameters = entries.filter(([name]) => !name.startsWith(prefix));
  try {
    module.loadStateDict(Object.fromEntries(parameters));
  } catch (cause) {
    if (!(cause instanceof ShapeError)) throw cause;
    throw new CheckpointError(`${cause.message} (is it a checkpoint of another net?)`, { cause });
  }
  if (optimizer) module.parameters()[0]?.device.tuner.remember(choices);
  for (const [name, tensor] of state) tensor.write(stateOf.get(name)!.data);
  return { step, metadata };
}

/** Parameters and state of a module, none of which may be taken for an optimiser's. */
function namedState(module: Module): [string, Tensor][] {
  const named = [...module.namedState()];
  const [taken] = named.find(([path]) => path.startsWith(OPTIMIZER)) ?? [];
  if (taken === undefined) return named;
  throw new CheckpointError(
    `Cannot keep "${taken}": names that begin with "${OPTIMIZER}" are an optimiser's`,
  );
}
