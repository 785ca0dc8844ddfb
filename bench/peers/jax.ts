import type * as Jax from "@jax-js/jax";
import {
  REFERENCE,
  REFERENCE_CLASSES,
  REFERENCE_LAYERS,
  type ReferenceWeights,
  type ReferenceWork,
} from "../reference_work.ts";
import { adapterText, type Engine, MATMUL_NUMBERS } from "./engine.ts";

type Module = typeof Jax;
type Arrays = Jax.Array[];

/**
 * jax-js on its WebGPU backend. Its arrays are counted by hand: every use takes one away, and `ref`
 * stands for one more.
 */
export async function openJax(): Promise<Engine> {
  const jax = await import("@jax-js/jax");
  if (!(await jax.init("webgpu")).includes("webgpu")) {
    throw new Error("Cannot compare with jax-js: it found no WebGPU adapter");
  }
  jax.defaultDevice("webgpu");
  const { numpy: np, nn } = jax;
  const refs = (arrays: Arrays) => arrays.map((array) => array.ref);
  const drop = (arrays: Arrays) => arrays.forEach((array) => array.dispose());
  const gpu = jax.getWebGPUDevice();
  return {
    name: "jax",
    adapter: () => adapterText(gpu),

    forward(weights, work) {
      const logits = jax.jit(netOf(jax));
      const parameters = parametersOf(jax, weights);
      const scales = picturesOf(jax, work);
      return {
        run: async () => await logits(refs(parameters), refs(scales)).data() as Float32Array,
        dispose: () => {
          drop([...parameters, ...scales]);
          logits.dispose();
        },
      };
    },

    training(weights, work) {
      const net = netOf(jax);
      const { lr, momentum } = REFERENCE.sgd;
      const lossOf = (parameters: Arrays, scales: Arrays, target: Jax.Array) => {
        const logits = nn.logSoftmax(net(parameters, scales), 1);
        return np.sum(logits.mul(target)).mul(-1 / work.labels.length);
      };
      const step = jax.jit(
        (parameters: Arrays, velocities: Arrays, scales: Arrays, target: Jax.Array) => {
          const [loss, gradients] = jax.valueAndGrad(lossOf)(refs(parameters), scales, target);
          const moved = velocities.map((v, i) => v.mul(momentum).add((gradients as Arrays)[i]!));
          const updated = parameters.map((p, i) => p.sub(moved[i]!.ref.mul(lr)));
          return [loss, updated, moved] as [Jax.Array, Arrays, Arrays];
        },
      );
      let parameters = parametersOf(jax, weights);
      let velocities = parameters.map((p) => np.zeros([...p.shape]));
      const scales = picturesOf(jax, work);
      const target = np.array(oneHot(work.labels, work.n), {
        shape: [work.n, REFERENCE_CLASSES, work.height >> 2, work.width >> 2],
      });
      return {
        run: async () => {
          const [loss, updated, moved] = step(parameters, velocities, refs(scales), target.ref);
          parameters = updated;
          velocities = moved;
          return await loss.data() as Float32Array;
        },
        dispose: () => {
          drop([...parameters, ...velocities, ...scales, target]);
          step.dispose();
        },
      };
    },

    matmul({ size, a, b }) {
      const product = jax.jit((rows: Jax.Array, columns: Jax.Array) => np.matmul(rows, columns));
      const rows = np.array(a, { shape: [size, size] });
      const columns = np.array(b, { shape: [size, size] });
      return {
        run: async () => {
          const y = product(rows.ref, columns.ref);
          return await y.slice(0, [0, MATMUL_NUMBERS]).data() as Float32Array;
        },
        dispose: () => {
          drop([rows, columns]);
          product.dispose();
        },
      };
    },

    async close() {
      await gpu.queue.onSubmittedWorkDone();
    },
  };
}

function picturesOf({ numpy: np }: Module, { n, height, width, scales }: ReferenceWork): Arrays {
  return scales.map((x, s) => np.array(x, { shape: [n, 3, height >> s, width >> s] }));
}

/** Weights and biases in turn. */
function parametersOf({ numpy: np }: Module, weights: readonly ReferenceWeights[]): Arrays {
  return REFERENCE_LAYERS.flatMap(({ inputs, outputs, kernel }, l) => {
    const { weight, bias } = weights[l]!;
    return [
      np.array(weight, { shape: [outputs, inputs, kernel, kernel] }),
      np.array(bias, { shape: [1, outputs, 1, 1] }),
    ];
  });
}

/** Labels `[n, pixels]` as `[n, classes, pixels]` of ones and zeros. */
function oneHot(labels: Uint32Array, n: number): Float32Array<ArrayBuffer> {
  const pixels = labels.length / n;
  const hot = new Float32Array(labels.length * REFERENCE_CLASSES);
  labels.forEach((label, i) => {
    const image = Math.floor(i / pixels);
    hot[(image * REFERENCE_CLASSES + label) * pixels + i % pixels] = 1;
  });
  return hot;
}

/** The net as a function of its parameters; it uses up its inputs. */
function netOf({ numpy: np, lax, nn }: Module) {
  const pool = (x: Jax.Array) => {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const even = x.slice([], [], [0, h & ~1], [0, w & ~1]);
    return np.max(even.reshape([n, c, h >> 1, 2, w >> 1, 2]), [3, 5]);
  };
  /** Nearest pixels along an axis; where whole, by repeating, which it fuses into what comes next. */
  const stretch = (x: Jax.Array, size: number, axis: number) => {
    const from = x.shape[axis]!;
    if (from === size) return x;
    if (size % from === 0) return np.repeat(x, size / from, axis);
    const nearest = Int32Array.from({ length: size }, (_, i) => Math.floor(i * from / size));
    return np.take(x, np.array(nearest), axis);
  };
  return (parameters: Arrays, scales: Arrays): Jax.Array => {
    const conv = (x: Jax.Array, l: number) => {
      const pad = (REFERENCE_LAYERS[l]!.kernel - 1) / 2;
      const y = lax.conv(x, parameters[2 * l]!.ref, [1, 1], [[pad, pad], [pad, pad]]);
      return y.add(parameters[2 * l + 1]!.ref);
    };
    const features = scales.map((scale) =>
      nn.relu(conv(pool(nn.relu(conv(pool(nn.relu(conv(scale, 0))), 1))), 2))
    );
    const [, , h, w] = features[0]!.shape;
    const resized = features.map((y) => stretch(stretch(y, h!, 2), w!, 3));
    const logits = conv(np.concatenate(resized, 1), 3);
    for (const parameter of parameters) parameter.dispose();
    return logits;
  };
}
