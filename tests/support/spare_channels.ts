import assert from "node:assert/strict";
import type { Tensor } from "../../vision/tensor.ts";

/** All numbers of a tensor's memory as they lie there, spare ones included. */
export async function storedNumbers(tensor: Tensor): Promise<Float32Array<ArrayBuffer>> {
  const [bytes] = await tensor.device.readStorages([tensor.storage]);
  return new Float32Array(bytes!.buffer);
}

/** Fails where a spare channel of an image `[n, c, h, w]` stored as `c4` is not zero. */
export async function assertSpareChannelsZero(tensor: Tensor, what: string): Promise<void> {
  assert.equal(tensor.layout, "c4", `${what} is no image`);
  const [, c, h, w] = tensor.shape as [number, number, number, number];
  const groups = Math.ceil(c / 4);
  const stored = await storedNumbers(tensor);
  assert.equal(stored.length, tensor.shape[0]! * groups * h * w * 4, what);
  stored.forEach((value, i) => {
    const channel = Math.floor(i / 4 / (h * w)) % groups * 4 + i % 4;
    if (channel >= c) assert.ok(value === 0, `${what}: spare channel ${channel} is ${value}`);
  });
}
