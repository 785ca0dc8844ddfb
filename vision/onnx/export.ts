import type { AppliedOp } from "../autograd/op.ts";
import { Module } from "../nn/module.ts";
import { showShape } from "../shape.ts";
import { readTensors, type Tensor } from "../tensor.ts";
import { EXPORT_ROWS } from "./export_rows.ts";
import { declaredValue, GraphWriter } from "./graph_writer.ts";
import { OnnxError } from "./onnx_error.ts";

/** What {@link exportOnnx} may be told beside the net. */
export interface ExportOptions {
  /** Name of the graph; `net` when left out. */
  readonly name?: string;
  /** What its inputs and outputs are, for whoever uses the model. */
  readonly description?: string;
  /** Names of the inputs; `x`, or `x0`, `x1`, ... when left out. */
  readonly inputs?: readonly string[];
  /** Names of the outputs; `y`, or `y0`, `y1`, ... when left out. */
  readonly outputs?: readonly string[];
  /**
   * Leaves the size of the inputs' first axis open: the model then takes batches of any size. All other
   * sizes are those of the example.
   */
  readonly openBatch?: boolean;
  /** Gives names to the tensors that a function uses; a module knows its own. */
  readonly names?: ReadonlyMap<Tensor, string>;
}

/** A net, or a function of tensors alone. */
export type Exportable = Module | ((...inputs: Tensor[]) => Tensor | readonly Tensor[]);

/**
 * A net as an ONNX model (operator set 18, or 20 with a GELU), which other runtimes load. The net is run once on the
 * examples, by name only (no kernel runs), and each operation becomes the nodes that its row of
 * the export table says; so what is written is what was computed, branches taken and sizes included.
 * Parameters and state become initialisers under their field paths. Layers that act otherwise while
 * training act as in use.
 *
 * @param net A module, or a function of tensors.
 * @param inputs Examples: their shapes are the model's, their numbers do not matter.
 * @throws {OnnxError} If an operation has no form in ONNX, naming it and the shape of its result; if
 *   something was computed by no operation; or if an open batch is moved from the first axis.
 *
 * @see https://github.com/onnx/onnx/blob/main/docs/Operators.md
 *
 * @example
 * ```ts
 * import { Conv2d, counterRandom, requestDevice } from "../mod.ts";
 * import { exportOnnx, importOnnx } from "./mod.ts";
 * const device = await requestDevice();
 * const net = new Conv2d(device, 3, 4, 3, { random: counterRandom(1), activation: "relu" });
 * const bytes = await exportOnnx(net, [device.zeros([1, 3, 8, 8])], { openBatch: true });
 * importOnnx(device, bytes).parameterCount(); // 112
 * ```
 */
export async function exportOnnx(
  net: Exportable,
  inputs: readonly Tensor[],
  options: ExportOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const [first] = inputs;
  if (!first) throw new OnnxError("Cannot export a net: want at least one example input");
  const { device } = first;
  const call = () => net instanceof Module ? net.forward(...inputs) : net(...inputs);
  const { result: { applied, result } } = device.capture(() =>
    device.noGrad(() => device.observe(() => inUse(net, call)))
  );
  const results = Array.isArray(result) ? result as readonly Tensor[] : [result as Tensor];
  const graph = new GraphWriter();
  const names = new Map<Tensor, string>();
  const claimAll = (kind: string, tensors: readonly Tensor[], wishes?: readonly string[]) => {
    if (wishes && wishes.length !== tensors.length) {
      throw new OnnxError(
        `Cannot export a net of ${tensors.length} ${kind}s: got ${wishes.length} names`,
      );
    }
    const letter = kind === "input" ? "x" : "y";
    return tensors.map((_, i) =>
      graph.claim(wishes?.[i] ?? (tensors.length === 1 ? letter : `${letter}${i}`))
    );
  };
  const inputNames = claimAll("input", inputs, options.inputs);
  const outputNames = claimAll("output", results, options.outputs);
  inputs.forEach((input, i) => names.set(input, inputNames[i]!));

  const needed = neededOps(applied, results);
  await writeConstants(graph, names, constantsOf(needed, results, names), net, options.names);
  const batchAxes = new Map<Tensor, number>(options.openBatch ? inputs.map((x) => [x, 0]) : []);
  for (const op of needed) writeOp(graph, op, names, batchAxes);
  // An output has the name it was promised even where it is an input or another output too.
  results.forEach((output, i) => {
    const made = names.get(output)!;
    graph.rename(made, outputNames[i]!);
    for (const [tensor, name] of names) if (name === made) names.set(tensor, outputNames[i]!);
  });
  const declared = (tensors: readonly Tensor[], names: readonly string[]) =>
    tensors.map((tensor, i) =>
      declaredValue(names[i]!, tensor.dtype, tensor.shape, batchAxes.get(tensor) ?? null)
    );
  return graph.bytes(
    { name: options.name ?? "net", description: options.description ?? "" },
    declared(inputs, inputNames),
    declared(results, outputNames),
  );
}

/** What `call` gives while the net is not being trained. */
function inUse<T>(net: Exportable, call: () => T): T {
  if (!(net instanceof Module)) return call();
  const modes = net.modules().map((module) => [module, module.mode] as const);
  net.evaluate();
  try {
    return call();
  } finally {
    // Outer modules first, since each sets those within it too.
    for (const [module, mode] of modes) mode === "train" ? module.train() : module.evaluate();
  }
}

/** The operations that the results depend on, in the order they were applied. */
function neededOps(applied: readonly AppliedOp[], results: readonly Tensor[]): AppliedOp[] {
  const wanted = new Set<Tensor>(results);
  const needed: AppliedOp[] = [];
  for (const op of [...applied].reverse()) {
    if (!wanted.has(op.output)) continue;
    needed.push(op);
    for (const input of op.inputs) if (input) wanted.add(input);
  }
  return needed.reverse();
}

/** Tensors that were there before: parameters, and constants of the net. */
function constantsOf(
  needed: readonly AppliedOp[],
  results: readonly Tensor[],
  inputs: ReadonlyMap<Tensor, string>,
): Tensor[] {
  const computed = new Set(needed.map(({ output }) => output));
  const constants = new Set<Tensor>();
  const look = (tensor: Tensor | null, user: string) => {
    if (!tensor || computed.has(tensor) || inputs.has(tensor)) return;
    if (tensor.storage.home === "recorded") {
      throw new OnnxError(
        `Cannot export ${user}: its input ${
          showShape(tensor.shape)
        } was computed by kernels that ` +
          "belong to no operation",
      );
    }
    constants.add(tensor);
  };
  for (const op of needed) {
    for (const input of op.inputs) {
      look(input, `"${op.op}" of result ${showShape(op.output.shape)}`);
    }
  }
  for (const output of results) look(output, "a result");
  return [...constants];
}

/** Reads the constants, all in one transfer, and writes them under their names. */
async function writeConstants(
  graph: GraphWriter,
  names: Map<Tensor, string>,
  constants: readonly Tensor[],
  net: Exportable,
  given?: ReadonlyMap<Tensor, string>,
): Promise<void> {
  const paths = new Map<Tensor, string>(given ?? []);
  if (net instanceof Module) {
    for (const [path, tensor] of net.namedState()) {
      if (!paths.has(tensor)) paths.set(tensor, path);
    }
  }
  const data = await readTensors(constants);
  constants.forEach((tensor, i) => {
    const name = graph.claim(paths.get(tensor) ?? "constant");
    names.set(tensor, name);
    graph.constant(name, tensor.dtype, tensor.shape, data[i]!);
  });
}

function writeOp(
  graph: GraphWriter,
  { op, inputs, options, output }: AppliedOp,
  names: Map<Tensor, string>,
  batchAxes: Map<Tensor, number>,
): void {
  const write = EXPORT_ROWS.get(op);
  if (!write) {
    throw new OnnxError(
      `Cannot export "${op}" of result ${showShape(output.shape)}: it has no form in ONNX`,
    );
  }
  const axes = inputs.map((input) => input && (batchAxes.get(input) ?? null));
  const exported = write({
    names: inputs.map((input) => input && names.get(input)!),
    inputs,
    options,
    output,
    graph,
    batchAxes: axes,
  });
  const usual = axes.find((axis) => axis !== null) ?? null;
  const { name, batchAxis } = typeof exported === "string"
    ? { name: exported, batchAxis: usual }
    : exported;
  names.set(output, name);
  if (batchAxis !== null) batchAxes.set(output, batchAxis);
}
