import type * as Tensorflow from "@tensorflow/tfjs";
import {
  channelsFirst,
  channelsLast,
  outputsLast,
  REFERENCE,
  REFERENCE_CLASSES,
  REFERENCE_LAYERS,
  type ReferenceWeights,
  type ReferenceWork,
} from "../reference_work.ts";
import { adapterText, type Engine, MATMUL_NUMBERS } from "./engine.ts";

type Tf = typeof Tensorflow;

/** TensorFlow.js on its WebGPU backend; pictures lie as `[n, h, w, c]` there. */
export async function openTfjs(): Promise<Engine> {
  const tf = await import("@tensorflow/tfjs");
  await import("@tensorflow/tfjs-backend-webgpu");
  if (!await tf.setBackend("webgpu")) {
    throw new Error("Cannot compare with TensorFlow.js: it found no WebGPU adapter");
  }
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  return {
    name: "tfjs",
    adapter: () => adapterText(device),

    forward(weights, work) {
      const net = makeNet(tf, weights);
      const scales = pictures(tf, work);
      return {
        run: async () => {
          const y = tf.tidy(() => net.logits(scales));
          const logits = await y.data<"float32">();
          y.dispose();
          return channelsFirst(logits, work.n, REFERENCE_CLASSES);
        },
        dispose: () => tf.dispose([...net.variables, ...scales]),
      };
    },

    training(weights, work) {
      const net = makeNet(tf, weights);
      const scales = pictures(tf, work);
      const labels = tf.tensor1d(Int32Array.from(work.labels), "int32");
      const target = tf.tidy(() => tf.oneHot(labels, REFERENCE_CLASSES));
      const { lr, momentum } = REFERENCE.sgd;
      const optimiser = tf.train.momentum(lr, momentum);
      return {
        run: async () => {
          const loss = optimiser.minimize(
            () => {
              const rows = tf.reshape(net.logits(scales), [-1, REFERENCE_CLASSES]);
              return tf.losses.softmaxCrossEntropy(target, rows) as Tensorflow.Scalar;
            },
            true,
            net.variables,
          )!;
          const value = await loss.data<"float32">();
          loss.dispose();
          return value;
        },
        dispose: () => {
          optimiser.dispose();
          tf.dispose([...net.variables, ...scales, labels, target]);
        },
      };
    },

    matmul({ size, a, b }) {
      const matrices = [tf.tensor2d(a, [size, size]), tf.tensor2d(b, [size, size])] as const;
      return {
        run: async () => {
          const first = tf.tidy(() =>
            tf.slice(tf.matMul(...matrices), [0, 0], [1, MATMUL_NUMBERS])
          );
          const numbers = await first.data<"float32">();
          first.dispose();
          return numbers;
        },
        dispose: () => tf.dispose([...matrices]),
      };
    },

    async close() {
      await device.queue.onSubmittedWorkDone();
      tf.removeBackend("webgpu");
    },
  };
}

function pictures(tf: Tf, { n, height, width, scales }: ReferenceWork) {
  return scales.map((x, s) => tf.tensor4d(channelsLast(x, n, 3), [n, height >> s, width >> s, 3]));
}

function makeNet(tf: Tf, weights: readonly ReferenceWeights[]) {
  const layers = REFERENCE_LAYERS.map(({ inputs, outputs, kernel, activation }, l) => {
    const initial = outputsLast(weights[l]!.weight, l);
    const filter = tf.tidy(() =>
      tf.variable(tf.tensor4d(initial, [kernel, kernel, inputs, outputs]))
    );
    const bias = tf.tidy(() => tf.variable(tf.tensor1d(weights[l]!.bias.slice())));
    const forward = (x: Tensorflow.Tensor4D) =>
      tf.fused.conv2d({
        x,
        filter: filter as Tensorflow.Tensor4D,
        strides: 1,
        pad: "same",
        bias: bias as Tensorflow.Tensor1D,
        activation: activation ?? "linear",
      });
    return { filter, bias, forward };
  });
  const [first, second, third, head] = layers;
  const pool = (x: Tensorflow.Tensor4D) => tf.maxPool(x, 2, 2, "valid");
  const logits = (scales: readonly Tensorflow.Tensor4D[]) => {
    const features = scales.map((scale) =>
      third!.forward(pool(second!.forward(pool(first!.forward(scale)))))
    );
    const [, h, w] = features[0]!.shape;
    const resized = features.map((y, i) => i === 0 ? y : tf.image.resizeNearestNeighbor(y, [h, w]));
    return head!.forward(tf.concat(resized, 3));
  };
  return { logits, variables: layers.flatMap(({ filter, bias }) => [filter, bias]) };
}
