import { adapterText, type Engine } from "./engine.ts";
import { referenceOnnx } from "./reference_onnx.ts";

/** ONNX Runtime on its WebGPU execution provider; it trains nothing. */
export async function openOrt(): Promise<Engine> {
  const ort = await import("onnxruntime-web/webgpu");
  // More threads want workers made from blobs, and no thread computes here.
  ort.env.wasm.numThreads = 1;
  return {
    name: "ort",
    // It makes its device for its first session.
    adapter: () => adapterText(ort.env.webgpu.device),

    async forward(weights, work) {
      const session = await ort.InferenceSession.create(referenceOnnx(weights, work), {
        executionProviders: ["webgpu"],
        graphOptimizationLevel: "all",
        // Told, it would warn that sizes of a resize are computed on the processor.
        logSeverityLevel: 3,
      });
      const { n, height, width } = work;
      const feeds = Object.fromEntries(work.scales.map((x, s) => [
        `x${s}`,
        new ort.Tensor("float32", x, [n, 3, height >> s, width >> s]),
      ]));
      return {
        run: async () => (await session.run(feeds))["logits"]!.data as Float32Array,
        dispose: () => session.release(),
      };
    },

    close() {},
  };
}
