import { adapterName } from "../../vision/mod.ts";
import type {
  MatmulWork,
  ReferenceWeights,
  ReferenceWork,
  TrainingWork,
} from "../reference_work.ts";

/** Numbers of a product of matrices that are read back: the first of its first row. */
export const MATMUL_NUMBERS = 4;

/** One piece of work, ready on a device. */
export interface Runner {
  /** Does the work once; resolves with what it gives, so that the device has done it. */
  run(): Promise<Float32Array>;
  /** Gives its memory back. */
  dispose(): void | Promise<void>;
}

/**
 * A library that does the reference work, or parts of it, as its own users would write it. ONNX Runtime
 * does the forward pass alone: it trains nothing, and products of matrices it is not compared on.
 */
export interface Engine {
  /** As figures are named after it. */
  readonly name: string;
  /** The adapter that it computes on, as the driver gives it; asked for once it has work. */
  adapter(): Promise<string>;
  /** Gives the logits, `[n, 8, h, w]`. */
  forward?(weights: readonly ReferenceWeights[], work: ReferenceWork): Runner | Promise<Runner>;
  /** A step of SGD with momentum; gives the loss before it, as one number. */
  training?(weights: readonly ReferenceWeights[], work: TrainingWork): Runner | Promise<Runner>;
  /** The product of two matrices; gives its first {@link MATMUL_NUMBERS}. */
  matmul?(work: MatmulWork): Runner | Promise<Runner>;
  /** Lets go of the device. */
  close(): void | Promise<void>;
}

/** What the adapter of a device calls itself, for a comparison of two. */
export async function adapterText(device: GPUDevice | Promise<GPUDevice>): Promise<string> {
  return adapterName((await device).adapterInfo).name;
}

/**
 * Keeps every adapter that is asked for from now on. Deno panics where a device is asked for its
 * adapter's name after the adapter has been collected, and libraries let go of theirs.
 *
 * @returns Lets them go.
 */
export function keepAdapters(gpu: GPU): () => void {
  const kept: (GPUAdapter | null)[] = [];
  const { requestAdapter } = gpu;
  Object.defineProperty(gpu, "requestAdapter", {
    configurable: true,
    value: async (options?: GPURequestAdapterOptions) => {
      const adapter = await requestAdapter.call(gpu, options);
      kept.push(adapter);
      return adapter;
    },
  });
  return () => {
    // The method of the prototype comes to light again.
    delete (gpu as unknown as Record<string, unknown>)["requestAdapter"];
    kept.length = 0;
  };
}
