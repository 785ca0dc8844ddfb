import { drawn, type Random } from "../../random.ts";

/**
 * Which output map sees which input map: one kernel for each pair. Where not every pair is listed, the
 * connections are sparse, which breaks the symmetry between maps and saves parameters.
 *
 * @see LeCun et al. 1998, "Gradient-Based Learning Applied to Document Recognition", table I.
 */
export interface KernelTable {
  /** Output maps. */
  readonly outputs: number;
  /** Input maps. */
  readonly inputs: number;
  /** Each connection once; kernels are stored in this order. */
  readonly pairs: readonly (readonly [output: number, input: number])[];
}

/**
 * Checks a table.
 *
 * @throws {RangeError} If a pair names a map that there is not, or stands twice, or there is none.
 */
export function checkTable({ outputs, inputs, pairs }: KernelTable): void {
  if (pairs.length === 0) throw new RangeError("Cannot connect maps: the table has no pair");
  const seen = new Set<number>();
  for (const [output, input] of pairs) {
    const known = Number.isInteger(output) && Number.isInteger(input) && output >= 0 &&
      output < outputs && input >= 0 && input < inputs;
    if (!known) {
      throw new RangeError(
        `Cannot connect maps: pair [${output}, ${input}] is not of ${outputs} outputs and ` +
          `${inputs} inputs`,
      );
    }
    const key = output * inputs + input;
    if (seen.has(key)) {
      throw new RangeError(`Cannot connect maps: pair [${output}, ${input}] stands twice`);
    }
    seen.add(key);
  }
}

/** Every output map sees every input map. */
export function fullTable(inputs: number, outputs: number): KernelTable {
  const pairs = Array.from(
    { length: inputs * outputs },
    (_, k) => [Math.floor(k / inputs), k % inputs] as const,
  );
  return { outputs, inputs, pairs };
}

/** Every output map sees the input map of its own number. */
export function oneToOneTable(maps: number): KernelTable {
  const pairs = Array.from({ length: maps }, (_, map) => [map, map] as const);
  return { outputs: maps, inputs: maps, pairs };
}

/**
 * Every output map sees `fanIn` different input maps, drawn anew for each.
 *
 * @throws {RangeError} If there are fewer than `fanIn` input maps.
 * @see Farabet et al. 2013, "Learning Hierarchical Features for Scene Labeling", section 4.
 */
export function randomTable(
  inputs: number,
  outputs: number,
  fanIn: number,
  random: Random,
): KernelTable {
  if (!Number.isInteger(fanIn) || fanIn < 1 || fanIn > inputs) {
    throw new RangeError(
      `Cannot connect maps: want a fan-in from 1 to ${inputs}, the number of inputs, got ${fanIn}`,
    );
  }
  const pairs = Array.from({ length: outputs }, (_, output) => {
    const maps = drawn(Array.from({ length: inputs }, (_, input) => input), random);
    return Array.from({ length: fanIn }, () => maps.next().value as number)
      .sort((a, b) => a - b)
      .map((input) => [output, input] as const);
  });
  return { outputs, inputs, pairs: pairs.flat() };
}
