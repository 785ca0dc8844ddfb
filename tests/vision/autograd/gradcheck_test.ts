import assert from "node:assert/strict";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { defineOp, type RefArray } from "../../../vision/autograd/op.ts";
import { add } from "../../../vision/ops/add/mod.ts";
import { tanh } from "../../../vision/ops/pointwise/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const inputs = [{ shape: [2, 3], data: normals([2, 3], 1) }];

Deno.test("gradcheck() refuses to compare nothing", async () => {
  const device = await visionDevice();
  const reference = ([x]: readonly RefArray[]) => x!;
  for (const kind of [{ constant: true }, { dtype: "u32" }] as const) {
    await assert.rejects(
      gradcheck(device, {
        inputs: [{ shape: [2], data: [1, 2], ...kind }],
        forward: ([x]) => x!,
        reference,
        random: counterRandom(1),
      }),
      /Cannot check gradients: want an input that asks for one, all are constant/,
    );
  }
});

Deno.test("gradcheck() finds a wrong result and a wrong gradient", async () => {
  const device = await visionDevice();
  const reference = (
    [x]: readonly { shape: readonly number[]; data: Float64Array<ArrayBuffer> }[],
  ) => ({
    shape: x!.shape,
    data: x!.data.map(Math.tanh),
  });
  const random = () => counterRandom(2);
  const report = await gradcheck(device, {
    inputs,
    forward: ([x]) => tanh(x!),
    reference,
    random: random(),
  });
  assert.equal(report.compared, 6);
  assert.ok(report.gradientError < 1e-4 && report.forwardError < 1e-5);

  await assert.rejects(
    gradcheck(device, { inputs, forward: ([x]) => add(x!, x!), reference, random: random() }),
    /The result at \d is .*, want .*: relative error .* exceeds 0.0001/,
  );
  // A gradient that is twice too large: what the tape is told is not what the kernel does.
  const wrong = defineOp<readonly [Tensor], undefined>({
    name: "wrong tanh",
    forward: ([x]) => ({ output: device.noGrad(() => tanh(x)), saved: undefined }),
    backward: (gradient) => [add(gradient, gradient)],
    reference: { forward: ([x]) => x, backward: (gradient) => [gradient] },
  });
  await assert.rejects(
    gradcheck(device, {
      inputs,
      forward: ([x]) => wrong([x!], undefined),
      reference,
      random: random(),
    }),
    /The gradient of input 0 at \d is .*, want .*: relative error/,
  );
});
