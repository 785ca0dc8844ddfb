import { DataError, type DataFolder, type ModelChoice, type ModelEntry } from "../../models/mod.ts";
import type { Files } from "../files.ts";

/**
 * What a person chose of a model on the command line, checked against what it can be.
 *
 * @throws {DataError} If data is missing or of no use, or there is no such net.
 */
export function modelChoice(
  { name, data: wanted, nets }: ModelEntry,
  { data, net }: { readonly data?: string | undefined; readonly net?: string | undefined },
  files: Files,
  say: (line: string) => void,
): ModelChoice {
  if (wanted && data === undefined) {
    throw new DataError(
      `Cannot use ${name} without data: name the folder of ${wanted}, --data DIR`,
    );
  }
  if (!wanted && data !== undefined) {
    throw new DataError(`Cannot use --data with ${name}: it makes the data that it needs itself`);
  }
  if (net !== undefined && !nets?.includes(net)) {
    throw new DataError(
      nets
        ? `Cannot use --net ${net} with ${name}: want one of ${nets.join(", ")}`
        : `Cannot use --net with ${name}: it is one net`,
    );
  }
  return {
    net,
    say,
    ...(data === undefined ? {} : { data: folderOf(data.replace(/(?<=.)[/\\]+$/, ""), files) }),
  };
}

function folderOf(path: string, files: Files): DataFolder {
  return {
    path,
    async read(name) {
      const file = `${path}/${name}`;
      return await files.exists(file) ? await files.read(file) : null;
    },
  };
}
