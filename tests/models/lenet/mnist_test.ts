import assert from "node:assert/strict";
import { gunzipped, parseIdx } from "../../../models/lenet/idx.ts";
import { HELD_OUT, scoredDigits, trainingDigits } from "../../../models/lenet/mnist.ts";
import { DataError } from "../../../models/mod.ts";
import { clockDigit, digitFiles, idxFile, memoryFolder } from "../../support/digit_files.ts";

const isDataError = (said: RegExp) => (error: Error) => {
  assert.ok(error instanceof DataError, String(error));
  assert.match(error.message, said);
  assert.ok(!error.message.includes("\n"));
  return true;
};

Deno.test("parseIdx() reads sizes and bytes, and says what is wrong with a file", () => {
  const good = idxFile([2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));
  assert.deepEqual(parseIdx(good, "f", 2), {
    sizes: [2, 3],
    data: Uint8Array.of(1, 2, 3, 4, 5, 6),
  });
  const changed = (at: number, value: number) => good.with(at, value) as typeof good;
  const cases: [typeof good, RegExp][] = [
    [new Uint8Array(), /Cannot read f: want an IDX file .* begins 00 00 08 02, got nothing/],
    [changed(2, 0x0d), /want an IDX file of bytes that begins 00 00 08 02, got 00 00 0d 02/],
    [changed(3, 3), /got 00 00 08 03/],
    [good.slice(0, 7), /it ends in its header, at byte 7/],
    [good.slice(0, -1), /its sizes 2 x 3 take 6 bytes, 5 are there/],
    [changed(7, 9), /its sizes 9 x 3 take 27 bytes, 6 are there/],
    [changed(4, 255), /take \d+ bytes, 6 are there/],
  ];
  for (const [bytes, said] of cases) {
    assert.throws(() => parseIdx(bytes, "f", 2), isDataError(said));
  }
});

Deno.test("gunzipped() unpacks gzip alone, and refuses what is cut short or damaged", async () => {
  const plain = idxFile([3], Uint8Array.of(7, 8, 9));
  assert.deepEqual(await gunzipped(plain, "f"), plain);
  const [packed] = Object.values(digitFiles("t10k", 2, { packed: true }));
  const [unpacked] = Object.values(digitFiles("t10k", 2));
  assert.deepEqual(await gunzipped(packed!, "f"), unpacked);
  for (const broken of [packed!.slice(0, -9), packed!.slice(0, 2), packed!.with(20, 0xff)]) {
    await assert.rejects(
      gunzipped(broken as typeof plain, "f.gz"),
      isDataError(/Cannot unpack f\.gz: it is damaged or cut short/),
    );
  }
});

Deno.test("digits are held out of the training files where there are no test files", async () => {
  const count = HELD_OUT + 30;
  const train = digitFiles("train", count, { packed: true });
  const alone = memoryFolder(train);
  const digits = await trainingDigits(alone);
  assert.equal(digits.length, 30);
  assert.deepEqual(digits.get(7).pixels, clockDigit(digits.get(7).label, 7));
  assert.equal(digits.get(7).label, 1);
  const heldOut = await scoredDigits(alone);
  assert.deepEqual([heldOut.heldOut, heldOut.digits.length], [true, HELD_OUT]);
  assert.deepEqual(heldOut.digits.get(0).pixels, clockDigit(heldOut.digits.get(0).label, 30));

  // With test files there is more to score on, and not one digit more to learn from.
  const both = memoryFolder({ ...train, ...digitFiles("t10k", 5) });
  assert.equal((await trainingDigits(both)).length, 30);
  const scored = await scoredDigits(both);
  assert.deepEqual([scored.heldOut, scored.digits.length], [false, 5]);
});

Deno.test("digits that do not fit together are refused by the name of their file", async () => {
  const few = digitFiles("train", 20);
  const tall = idxFile([20, 27, 28], new Uint8Array(20 * 27 * 28));
  const images = "train-images-idx3-ubyte";
  const labels = "train-labels-idx1-ubyte";
  const cases: [Record<string, Uint8Array<ArrayBuffer>>, RegExp][] = [
    [{}, /Cannot find train-images-idx3-ubyte in digits, neither plain nor as \.gz/],
    [{ [images]: few[images]! }, /Cannot find train-labels-idx1-ubyte/],
    [few, /Cannot hold digits out of digits: want more than 10000 .* got 20/],
    [
      { ...few, [images]: tall },
      /digits\/train-images-idx3-ubyte: want pictures of 28 x 28, got 27/,
    ],
    [
      { ...few, [labels]: idxFile([19], new Uint8Array(19)) },
      /train-labels-idx1-ubyte: it has 19 labels for 20 pictures/,
    ],
    [
      { ...few, [labels]: idxFile([20], new Uint8Array(20).fill(10, 4)) },
      /label 4 is 10, want 0 to 9/,
    ],
    [{ ...few, [images]: few[images]!.slice(0, 999) }, /take 15680 bytes, 983 are there/],
  ];
  for (const [files, said] of cases) {
    await assert.rejects(trainingDigits(memoryFolder(files)), isDataError(said));
  }
  await assert.rejects(
    scoredDigits(memoryFolder({ "t10k-images-idx3-ubyte": few[images]! })),
    isDataError(/Cannot find t10k-labels-idx1-ubyte/),
  );
});
