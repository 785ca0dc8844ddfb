import { type Dataset, subset } from "../../vision/mod.ts";
import { DataError, type DataFolder } from "../model.ts";
import { gunzipped, parseIdx } from "./idx.ts";

/** Side of a picture. */
export const SIDE = 28;
/** Kinds of digit. */
export const DIGITS = 10;
/** Training digits that are never trained on. */
export const HELD_OUT = 10_000;

/** A digit: ink of each pixel, `0..255`, rows from the top, and what it is. */
export interface Digit {
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly label: number;
}

/** Digits to score on. */
export interface ScoredDigits {
  readonly digits: Dataset<Digit>;
  /** Whether they are held out of the training digits, for want of the test files. */
  readonly heldOut: boolean;
}

/**
 * The digits to train on: all but the last 10,000 of the training files, whatever else the folder holds.
 *
 * @throws {DataError} If the files are missing, broken or too few.
 */
export async function trainingDigits(folder: DataFolder): Promise<Dataset<Digit>> {
  const all = await digitsOf(folder, "train");
  return subset(all, 0, beforeHeldOut(all, folder));
}

/**
 * The digits to score on: the test files where the folder holds them, or else the last 10,000 of the
 * training files.
 *
 * @throws {DataError} If neither is there, or the files are broken or too few.
 */
export async function scoredDigits(folder: DataFolder): Promise<ScoredDigits> {
  if (await fileOf(folder, "t10k-images-idx3-ubyte")) {
    return { digits: await digitsOf(folder, "t10k"), heldOut: false };
  }
  const all = await digitsOf(folder, "train");
  return { digits: subset(all, beforeHeldOut(all, folder), all.length), heldOut: true };
}

function beforeHeldOut({ length }: Dataset<Digit>, { path }: DataFolder): number {
  if (length > HELD_OUT) return length - HELD_OUT;
  throw new DataError(
    `Cannot hold digits out of ${path}: want more than ${HELD_OUT} in the training files, ` +
      `got ${length}`,
  );
}

/** A file of the folder, packed or not, with its name there; `null` where there is none. */
async function fileOf(
  folder: DataFolder,
  name: string,
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> } | null> {
  for (const candidate of [name, `${name}.gz`]) {
    const bytes = await folder.read(candidate);
    if (bytes) return { name: `${folder.path}/${candidate}`, bytes };
  }
  return null;
}

async function arrayOf(folder: DataFolder, name: string, rank: number) {
  const file = await fileOf(folder, name);
  if (!file) {
    throw new DataError(`Cannot find ${name} in ${folder.path}, neither plain nor as .gz`);
  }
  return { name: file.name, ...parseIdx(await gunzipped(file.bytes, file.name), file.name, rank) };
}

/** Digits that were read already, by folder and part. */
const known = new WeakMap<DataFolder, Map<string, Promise<Dataset<Digit>>>>();

function digitsOf(folder: DataFolder, part: "train" | "t10k"): Promise<Dataset<Digit>> {
  const parts = known.get(folder) ?? new Map<string, Promise<Dataset<Digit>>>();
  known.set(folder, parts);
  const digits = parts.get(part) ?? readDigits(folder, part);
  parts.set(part, digits);
  return digits;
}

async function readDigits(folder: DataFolder, part: string): Promise<Dataset<Digit>> {
  const images = await arrayOf(folder, `${part}-images-idx3-ubyte`, 3);
  const labels = await arrayOf(folder, `${part}-labels-idx1-ubyte`, 1);
  const [count = 0, height, width] = images.sizes;
  if (height !== SIDE || width !== SIDE) {
    throw new DataError(
      `Cannot use ${images.name}: want pictures of ${SIDE} x ${SIDE}, got ${height} x ${width}`,
    );
  }
  if (count === 0) throw new DataError(`Cannot use ${images.name}: it holds no picture`);
  if (labels.sizes[0] !== count) {
    throw new DataError(
      `Cannot use ${labels.name}: it has ${labels.sizes[0]} labels for ${count} pictures`,
    );
  }
  const wrong = labels.data.findIndex((label) => label >= DIGITS);
  if (wrong >= 0) {
    throw new DataError(
      `Cannot use ${labels.name}: label ${wrong} is ${labels.data[wrong]}, want 0 to 9`,
    );
  }
  const area = SIDE * SIDE;
  return {
    length: count,
    get: (index) => ({
      pixels: images.data.subarray(index * area, (index + 1) * area),
      label: labels.data[index]!,
    }),
  };
}
