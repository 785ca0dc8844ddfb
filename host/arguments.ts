import { InvalidArgumentError } from "commander";
import { closest } from "fastest-levenshtein";

/** A parser of one command-line value: gives the value or throws what to say of it. */
export type Parser<T> = (text: string) => T;

/** An integer from `low` to `high`. */
export function integerFrom(low: number, high: number): Parser<number> {
  return (text) => {
    const value = Number(text);
    if (/^[+-]?\d+$/.test(text) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`It must be an integer from ${low} to ${high}.`);
  };
}

/** A positive number of at most `high`. */
export function positiveUpTo(high: number): Parser<number> {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value > 0 && value <= high) return value;
    throw new InvalidArgumentError(`It must be a number above 0 and at most ${high}.`);
  };
}

/** One of the known names; the nearest one is offered for a slip. */
export function oneOf(names: readonly string[]): Parser<string> {
  return (text) => {
    if (names.includes(text)) return text;
    const known = `Known: ${names.join(", ")}.`;
    throw new InvalidArgumentError(`Did you mean "${closest(text, [...names])}"? ${known}`);
  };
}

/** Hours since midnight, from 0 to below 24, from `HH:MM`. */
export const timeOfDay: Parser<number> = (text) => {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match) return Number(match[1]) + Number(match[2]) / 60;
  throw new InvalidArgumentError("It must be a time of day: 00:00 to 23:59.");
};
