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
  const all = await trainingFiles(folder);
  return subset(all, 0, beforeHeldOut(all, folder));
}

/**
 * The digits to score on: the test files where the folder holds them, or else the last 10,000 of the
 * training files.
 *
 * @throws {DataError} If neither is there, or the files are broken or too few.
 */
export async function scoredDigits(folder: DataFolder): Promise<ScoredDigits> {
  const test = await digitsOf(folder, "t10k");
  if (test) return { digits: test, heldOut: false };
  const all = await trainingFiles(folder);
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

type File = NonNullable<Awaited<ReturnType<typeof fileOf>>>;

async function arrayIn({ name, bytes }: File, rank: number) {
  return { name, ...parseIdx(await gunzipped(bytes, name), name, rank) };
}

function missing(folder: DataFolder, name: string): DataError {
  return new DataError(`Cannot find ${name} in ${folder.path}, neither plain nor as .gz`);
}

/** Digits that were read already, by folder and part. */
const known = new WeakMap<DataFolder, Map<string, Promise<Dataset<Digit> | null>>>();

/** The digits of a part; `null` where the folder has no pictures of it. */
function digitsOf(folder: DataFolder, part: "train" | "t10k"): Promise<Dataset<Digit> | null> {
  const parts = known.get(folder) ?? new Map<string, Promise<Dataset<Digit> | null>>();
  known.set(folder, parts);
  const digits = parts.get(part) ?? readDigits(folder, part);
  parts.set(part, digits);
  return digits;
}

async function trainingFiles(folder: DataFolder): Promise<Dataset<Digit>> {
  const digits = await digitsOf(folder, "train");
  if (digits) return digits;
  throw missing(folder, imagesOf("train"));
}

const imagesOf = (part: string) => `${part}-images-idx3-ubyte`;

async function readDigits(folder: DataFolder, part: string): Promise<Dataset<Digit> | null> {
  const imageFile = await fileOf(folder, imagesOf(part));
  if (!imageFile) return null;
  const images = await arrayIn(imageFile, 3);
  const labelFile = await fileOf(folder, `${part}-labels-idx1-ubyte`);
  if (!labelFile) throw missing(folder, `${part}-labels-idx1-ubyte`);
  const labels = await arrayIn(labelFile, 1);
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
