import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeSafetensors, encodeSafetensors } from "../../../vision/checkpoint/mod.ts";
import { CheckpointError } from "../../../vision/errors.ts";

const file = {
  tensors: {
    "encoder.0.weight": { shape: [2, 1, 1, 2], data: Float32Array.of(1.5, -2, 1e-30, 3) },
    ids: { shape: [3], data: Uint32Array.of(1, 2, 0xffff_ffff) },
    odd: { shape: [3], data: Uint8Array.of(7, 8, 9) },
    scalar: { shape: [], data: Float32Array.of(4) },
  },
  metadata: { step: "12", note: "größer \u2264" },
};

/** A file with that header and so many bytes after it. */
function raw(header: unknown, size: number): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + json.length + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

Deno.test("safetensors round trip is exact, for any names and text", () => {
  assert.deepEqual(decodeSafetensors(encodeSafetensors(file)), file);
  fc.assert(fc.property(
    fc.dictionary(fc.string(), fc.string()),
    fc.array(fc.float({ noNaN: true }), { maxLength: 9 }),
    (metadata, numbers) => {
      const tensors = { "a b": { shape: [numbers.length], data: Float32Array.from(numbers) } };
      const again = decodeSafetensors(encodeSafetensors({ tensors, metadata }));
      assert.deepEqual(again.tensors, tensors);
      assert.deepEqual({ ...again.metadata }, { ...metadata });
    },
  ));
});

Deno.test("decodeSafetensors() refuses every truncation of a file", () => {
  const bytes = encodeSafetensors(file);
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => decodeSafetensors(bytes.subarray(0, length)), CheckpointError, `${length}`);
  }
});

Deno.test("decodeSafetensors() says what is malformed", () => {
  const tensor = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(3), /3 bytes are too few/],
    [new TextEncoder().encode("not a safetensors file"), /truncated, or no safetensors file/],
    [raw("{ broken", 0), /its header is no JSON object/],
    [raw([1], 0), /its header is no JSON object/],
    [raw({ a: { ...tensor, dtype: "F64" } }, 8), /tensor "a": its dtype is F64, want one of F32/],
    [raw({ a: { ...tensor, shape: [3] } }, 8), /\[3\] of F32 takes 12 bytes, its place has 8/],
    [raw({ a: { ...tensor, shape: [-2] } }, 8), /its shape or place is malformed/],
    [raw({ a: null }, 8), /tensor "a": its dtype is undefined/],
    [raw({ a: tensor, b: tensor }, 8), /tensor "b": it begins at byte 0, the one before .* 8/],
    [raw({ a: { ...tensor, data_offsets: [4, 12] } }, 12), /begins at byte 4, .* ends at 0/],
    [raw({ a: tensor }, 9), /its tensors end at byte \d+, the file at \d+/],
    [raw({ __metadata__: 3 }, 0), /its metadata is no object/],
  ];
  for (const [bytes, message] of cases) {
    assert.throws(() => decodeSafetensors(bytes), (error: Error) => {
      assert.ok(error instanceof CheckpointError, String(error));
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("encodeSafetensors() refuses data that does not fill its shape", () => {
  const tensors = { a: { shape: [3], data: new Float32Array(2) } };
  assert.throws(
    () => encodeSafetensors({ tensors, metadata: {} }),
    /Cannot store "a": 2 elements are no \[3\]/,
  );
});

Deno.test("safetensors keep names that JavaScript has a meaning for, and refuse the format's own", () => {
  const one = { shape: [1], data: Float32Array.of(5) };
  const tensors = Object.fromEntries(["__proto__", "constructor"].map((name) => [name, one]));
  const again = decodeSafetensors(encodeSafetensors({ tensors, metadata: {} }));
  assert.deepEqual(Object.entries(again.tensors), Object.entries(tensors));
  assert.throws(
    () => encodeSafetensors({ tensors: { __metadata__: one }, metadata: {} }),
    /Cannot store "__metadata__"/,
  );
});

Deno.test("decodeSafetensors() refuses lengths, places and types that lie", () => {
  const tensor = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
  const longest = new Uint8Array(64).fill(0xff, 0, 8);
  const huge = 2 ** 40;
  const cases: [Uint8Array, RegExp][] = [
    [longest, /should take 18446744073709551615 bytes, the file has 56 left/],
    [raw('{"a":{"dtype":"F32","shape":[2],"data_offsets":[null,8]}}', 8), /malformed/],
    [raw('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,1e999]}}', 8), /malformed/],
    [raw({ a: { ...tensor, data_offsets: [8, 0] } }, 8), /takes 8 bytes, its place has -8/],
    [raw({ a: { ...tensor, data_offsets: [0, 8, 9] } }, 8), /malformed/],
    [raw({ a: { ...tensor, shape: [huge, huge] } }, 8), /takes .* bytes, its place has 8/],
    [raw({ a: { ...tensor, shape: [huge], data_offsets: [0, 4 * huge] } }, 8), /truncated/],
    [raw({ a: { ...tensor, dtype: "toString" } }, 8), /its dtype is toString, want one of F32/],
    [raw({ __metadata__: ["a"] }, 0), /its metadata is no object/],
    // Of two with one name a reader of JSON keeps the last: the first one's bytes are a hole.
    [
      raw(
        '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},' +
          '"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
        2,
      ),
      /tensor "a": it begins at byte 1, the one before it ends at 0/,
    ],
  ];
  for (const [bytes, message] of cases) {
    assert.throws(() => decodeSafetensors(bytes), (error: Error) => {
      assert.ok(error instanceof CheckpointError, String(error));
      assert.match(error.message, message);
      return true;
    });
  }
});
