import * as ort from "onnxruntime-web";

/** An array as ONNX Runtime takes and gives it. */
export interface OnnxArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint32Array;
}

/** What ONNX Runtime, a library that shares no line with ours, computes with a model. */
export async function runOnnx(
  model: Uint8Array,
  inputs: Readonly<Record<string, OnnxArray>>,
): Promise<Record<string, OnnxArray>> {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ["wasm"],
    logSeverityLevel: 3,
  });
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, data }]) => [
      name,
      data instanceof Float32Array
        ? new ort.Tensor("float32", data, shape)
        : new ort.Tensor("uint32", data, shape),
    ]),
  );
  const outputs = Object.entries(await session.run(feeds)).map(([name, { dims, data }]) =>
    [name, { shape: [...dims], data: (data as Float32Array).slice() }] as const
  );
  await session.release();
  return Object.fromEntries(outputs);
}
