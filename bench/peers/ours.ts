import {
  CrossEntropyLoss,
  type Device,
  matmul,
  prepare,
  Readback,
  type record,
  SGD,
  type Tensor,
} from "../../vision/mod.ts";
import { ReferenceNet } from "../reference_net.ts";
import {
  REFERENCE,
  type ReferenceWeights,
  type ReferenceWork,
  type TrainingWork,
} from "../reference_work.ts";
import { type Engine, MATMUL_NUMBERS, type Runner } from "./engine.ts";

/** A training step that tells what it is made of. */
export interface TrainingRunner extends Runner {
  /** Kernels that one step runs. */
  readonly dispatches: number;
  /** Bytes of device memory: weights, velocities, pictures, and all that the plan holds. */
  readonly bytes: number;
}

/** This engine, as anybody writes nets with it: layers, the tape, and a plan that is replayed. */
export interface OwnEngine extends Engine {
  /** `how` records the step: with kernels measured before, or as is. */
  training(
    weights: readonly ReferenceWeights[],
    work: TrainingWork,
    how?: typeof prepare<Tensor> | typeof record<Tensor>,
  ): Promise<TrainingRunner>;
}

/** {@link OwnEngine} on a device. */
export function ownEngine(device: Device): OwnEngine {
  return {
    name: "ours",
    adapter: () => Promise.resolve(device.adapter.name),

    async forward(weights, work) {
      const net = new ReferenceNet(device, weights);
      const scales = picturesOf(device, work);
      const plan = await prepare(device, () => device.noGrad(() => net.forward(...scales)));
      return {
        run: async () => {
          plan.run();
          return await plan.outputs.read() as Float32Array;
        },
        dispose: () => disposeAll([plan, net, ...scales]),
      };
    },

    async training(weights, work, how = prepare) {
      const before = device.memoryBytes;
      const net = new ReferenceNet(device, weights);
      const scales = picturesOf(device, work);
      const target = device.tensor(work.labels, [work.n, work.height >> 2, work.width >> 2], {
        dtype: "u32",
      });
      const criterion = new CrossEntropyLoss();
      const sgd = new SGD(net, REFERENCE.sgd);
      const step = await how(device, () => {
        sgd.zeroGrad();
        const loss = criterion.forward(net.forward(...scales), target);
        loss.backward();
        sgd.step();
        return loss;
      });
      const bytes = device.memoryBytes - before;
      const readback = new Readback(device.gpu);
      return {
        run: async () => {
          // The loss is copied in the submit that computes it: one for the whole step.
          const encoder = device.gpu.createCommandEncoder();
          step.encode(encoder);
          const ticket = readback.enqueue(encoder, [{ tensor: step.outputs }]);
          device.gpu.queue.submit([encoder.finish()]);
          const [loss] = await ticket;
          return new Float32Array(loss!.buffer);
        },
        dispatches: step.kernels.length,
        bytes,
        dispose: () => disposeAll([step, sgd, net, ...scales, target, readback]),
      };
    },

    async matmul({ size, a: rows, b: columns }) {
      const a = device.tensor(rows, [size, size]);
      const b = device.tensor(columns, [size, size]);
      const plan = await prepare(device, () => matmul(a, b));
      const readback = new Readback(device.gpu);
      return {
        run: async () => {
          const encoder = device.gpu.createCommandEncoder();
          plan.encode(encoder);
          const buffer = device.bufferOf(plan.outputs.storage);
          const ticket = readback.enqueue(encoder, [{ buffer, size: MATMUL_NUMBERS * 4 }]);
          device.gpu.queue.submit([encoder.finish()]);
          const [numbers] = await ticket;
          return new Float32Array(numbers!.buffer);
        },
        dispose: () => disposeAll([plan, a, b, readback]),
      };
    },

    close() {},
  };
}

function picturesOf(device: Device, { n, height, width, scales }: ReferenceWork): Tensor[] {
  return scales.map((x, s) => device.tensor(x, [n, 3, height >> s, width >> s]));
}

function disposeAll(things: readonly { dispose(): void }[]): void {
  for (const thing of things) thing.dispose();
}
