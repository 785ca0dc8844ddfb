import { adapterText, type Engine } from "./engine.ts";
import { exportOnnx } from "../../vision/onnx/mod.ts";
import type { Device } from "../../vision/mod.ts";
import { ReferenceNet } from "../reference_net.ts";

/** ONNX Runtime on its WebGPU execution provider, with our net as an ONNX model; it trains nothing. */
export async function openOrt(device: Device): Promise<Engine> {
  const ort = await import("onnxruntime-web/webgpu");
  // More threads want workers made from blobs, and no thread computes here.
  ort.env.wasm.numThreads = 1;
  return {
    name: "ort",
    // It makes its device for its first session.
    adapter: () => adapterText(ort.env.webgpu.device),

    async forward(weights, work) {
      const { n, height, width, scales } = work;
      const shapes = scales.map((_, s) => [n, 3, height >> s, width >> s]);
      const net = new ReferenceNet(device, weights);
      const examples = shapes.map((shape) => device.zeros(shape));
      const model = await exportOnnx(net, examples, { outputs: ["logits"] });
      for (const part of [net, ...examples]) part.dispose();
      const session = await ort.InferenceSession.create(model, {
        executionProviders: ["webgpu"],
        graphOptimizationLevel: "all",
        // Told, it would warn that sizes of a resize are computed on the processor.
        logSeverityLevel: 3,
      });
      const feeds = Object.fromEntries(
        scales.map((x, s) => [`x${s}`, new ort.Tensor("float32", x, shapes[s]!)]),
      );
      return {
        run: async () => (await session.run(feeds))["logits"]!.data as Float32Array,
        dispose: () => session.release(),
      };
    },

    close() {},
  };
}
