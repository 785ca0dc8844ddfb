import assert from "node:assert/strict";
import fc from "fast-check";
import { StateHash } from "../../sim/state_hash.ts";

const numbers = fc.array(fc.double(), { maxLength: 20 });
const hashOf = (values: readonly number[]) => new StateHash().addAll(values).digest();

Deno.test("StateHash.digest() depends on every bit, and on order", () => {
  fc.assert(fc.property(numbers, fc.nat(19), (values, at) => {
    const digest = hashOf(values);
    assert.match(digest, /^[0-9a-f]{16}$/);
    assert.equal(hashOf(values), digest);
    if (at >= values.length) return;
    const bits = new DataView(new ArrayBuffer(8));
    bits.setFloat64(0, values[at]!);
    bits.setUint8(7, bits.getUint8(7) ^ 1);
    const changed = values.with(at, bits.getFloat64(0));
    if (!Object.is(changed[at], values[at])) assert.notEqual(hashOf(changed), digest);
  }));
  assert.notEqual(hashOf([1, 2]), hashOf([2, 1]));
  assert.notEqual(hashOf([0]), hashOf([-0]));
  assert.notEqual(hashOf([0]), hashOf([0, 0]));
});
