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

/**
 * Hours since midnight from `HH:MM`, between two hours of daylight (neither included).
 *
 * @param low,high Hours since midnight.
 */
export function daytimeBetween(low: number, high: number): Parser<number> {
  return (text) => {
    const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
    const hour = match ? Number(match[1]) + Number(match[2]) / 60 : NaN;
    if (hour > low && hour < high) return hour;
    const from = clockTime(low + 1 / 60), to = clockTime(high - 1 / 60);
    throw new InvalidArgumentError(
      `It must be a time of day while the sun is up: ${from} to ${to}.`,
    );
  };
}

function clockTime(hour: number): string {
  const minutes = Math.round(hour * 60);
  const digits = (value: number) => String(value).padStart(2, "0");
  return `${digits(Math.floor(minutes / 60))}:${digits(minutes % 60)}`;
}
