import { equal, throws } from "node:assert/strict";
import { InvalidArgumentError } from "commander";
import fc from "fast-check";
import { integerFrom, oneOf, positiveUpTo, timeOfDay } from "../../host/arguments.ts";

Deno.test("integerFrom() gives every integer of its range, and refuses those outside", () => {
  fc.assert(fc.property(fc.integer(), fc.nat(), fc.integer(), (low, span, value) => {
    const parse = integerFrom(low, low + span);
    if (value >= low && value <= low + span) equal(parse(String(value)), value);
    else throws(() => parse(String(value)), InvalidArgumentError);
  }));
});

Deno.test("integerFrom() refuses what is no integer, naming the range", () => {
  for (const text of ["", " ", "x", "1.5", "1e3", "0x10", "1 2", "NaN", "Infinity", "--1", "٣"]) {
    throws(() => integerFrom(0, 4096)(text), /from 0 to 4096/, text);
  }
});

Deno.test("positiveUpTo() gives numbers above 0 and at most its limit", () => {
  fc.assert(fc.property(fc.double({ noNaN: true }), (value) => {
    const parse = positiveUpTo(100);
    if (value > 0 && value <= 100) equal(parse(String(value)), value);
    else throws(() => parse(String(value)), InvalidArgumentError);
  }));
  for (const text of ["", " ", "x", "NaN", "1s"]) throws(() => positiveUpTo(9)(text), /at most 9/);
});

Deno.test("oneOf() gives a known name and offers the nearest one for a slip", () => {
  const parse = oneOf(["clear", "overcast", "fog"]);
  equal(parse("fog"), "fog");
  throws(() => parse("foggy"), /Did you mean "fog"\? Known: clear, overcast, fog/);
  throws(() => parse("__proto__"), InvalidArgumentError);
});

Deno.test("timeOfDay() gives hours since midnight, day and night", () => {
  fc.assert(fc.property(fc.nat({ max: 23 }), fc.nat({ max: 59 }), (hour, minute) => {
    const text = `${hour}:${String(minute).padStart(2, "0")}`;
    equal(timeOfDay(text), hour + minute / 60);
    equal(timeOfDay(text.padStart(5, "0")), hour + minute / 60);
  }));
  for (const text of ["", "noon", "24:00", "12:60", "12:5", "-1:00", "12:00:00", "1200"]) {
    throws(() => timeOfDay(text), InvalidArgumentError, text);
  }
});
