import { CheckpointError, DeviceError } from "../../vision/mod.ts";

/** Errors that keep their class on the way out of a worker: whoever runs it tells them apart. */
const KNOWN: Readonly<Record<string, new (message: string) => Error>> = {
  CheckpointError,
  DeviceError,
  RangeError,
};

/** The error that a worker told of, of its own class where that is one of the known. */
export function revivedError(
  { name, message }: { readonly name: string; readonly message: string },
): Error {
  return new (KNOWN[name] ?? Error)(message);
}
