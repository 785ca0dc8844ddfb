import { deepEqual, equal, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  type Command,
  decodeFrame,
  encodeFrame,
  type Frame,
  MAX_SEED,
  parseCommand,
  type SessionState,
  type View,
} from "../../../agents/session/protocol.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0));
const count = fc.nat();

const states: fc.Arbitrary<SessionState> = fc.record({
  tick: count,
  simSeconds: finite,
  seed: fc.integer({ min: 0, max: MAX_SEED }),
  paused: fc.boolean(),
  position: fc.tuple(finite, finite, finite),
  heading: finite,
  speed: finite,
  goal: fc.tuple(finite, finite),
  goalDistanceMetres: finite,
  distanceMetres: finite,
  collisions: count,
  cameraFrames: count,
  pixelAccuracy: share,
  meanIoU: share,
  timings: fc.record({
    renderMs: finite,
    netMs: finite,
    frameAgeTicks: count,
    realTimeFactor: finite,
  }),
  outcome: fc.constantFrom("driving", "goal", "timeout"),
  intent: fc.string({ unit: "grapheme" }),
  steerTo: finite,
  freeDistance: fc.array(finite),
}, { noNullPrototype: true });

const views: fc.Arbitrary<View> = fc.record({
  name: fc.constantFrom("camera", "labels", "truth", "stereo_labels", "far_labels", "map", "plan"),
  format: fc.constantFrom("rgba8", "class8"),
  width: fc.integer({ min: 1, max: 9 }),
  height: fc.integer({ min: 1, max: 9 }),
}, { noNullPrototype: true }).chain((view) => {
  const length = view.width * view.height * (view.format === "rgba8" ? 4 : 1);
  return fc.uint8Array({ minLength: length, maxLength: length })
    .map((bytes) => ({ ...view, bytes: new Uint8Array(bytes) }));
}) as fc.Arbitrary<View>;

const frames: fc.Arbitrary<Frame> = fc.record({
  state: states,
  views: fc.array(views, { maxLength: 4 }),
}, { noNullPrototype: true });

const commands: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom({ type: "pause" }, { type: "resume" }, { type: "step" }),
  fc.integer({ min: 0, max: MAX_SEED }).map((seed) => ({ type: "reset", seed }) as const),
) as fc.Arbitrary<Command>;

Deno.test("decodeFrame() gives back what encodeFrame() was given", () => {
  fc.assert(fc.property(frames, (frame) => {
    deepEqual(decodeFrame(encodeFrame(frame)), frame);
  }));
});

Deno.test("decodeFrame() reads a message that lies anywhere in a larger memory", () => {
  fc.assert(fc.property(frames, fc.nat({ max: 9 }), (frame, shift) => {
    const message = encodeFrame(frame);
    const memory = new Uint8Array(message.length + shift + 3).fill(255);
    memory.set(message, shift);
    deepEqual(decodeFrame(memory.subarray(shift, shift + message.length)), frame);
  }));
});

Deno.test("encodeFrame() starts every picture at a multiple of 4", () => {
  fc.assert(fc.property(frames, (frame) => {
    for (const { bytes } of decodeFrame(encodeFrame(frame)).views) equal(bytes.byteOffset % 4, 0);
  }));
});

Deno.test("decodeFrame() refuses every message that was cut short within its pictures", () => {
  fc.assert(fc.property(frames, fc.nat(), (frame, cut) => {
    const message = encodeFrame(frame);
    const last = decodeFrame(message).views.findLast(({ bytes }) => bytes.length > 0)?.bytes;
    fc.pre(last !== undefined);
    const end = last!.byteOffset + last!.length;
    throws(() => decodeFrame(message.slice(0, cut % end)), (error) => error instanceof Error);
  }));
});

Deno.test("decodeFrame() refuses bytes that are no frame", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
    fc.pre(!(bytes[0] === 70 && bytes[1] === 83 && bytes[2] === 70 && bytes[3] === 49));
    throws(() => decodeFrame(new Uint8Array(bytes)), TypeError);
  }));
});

Deno.test("parseCommand() gives back every command", () => {
  fc.assert(fc.property(commands, (command) => {
    deepEqual(parseCommand(JSON.stringify(command)), command);
  }));
});

Deno.test("parseCommand() keeps nothing that a command does not have", () => {
  deepEqual(parseCommand('{"type":"pause","seed":3,"__proto__":{"x":1}}'), { type: "pause" });
  deepEqual(parseCommand('{"type":"reset","seed":3,"more":1}'), { type: "reset", seed: 3 });
});

Deno.test("parseCommand() answers any other text with a TypeError, never with a command", () => {
  const kinds = new Set(["pause", "resume", "step", "reset"]);
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
    let type: unknown;
    try {
      type = JSON.parse(text)?.type;
    } catch {
      type = undefined;
    }
    fc.pre(!kinds.has(type as string));
    throws(() => parseCommand(text), TypeError);
  }));
});

Deno.test("parseCommand() refuses a seed that no world can have", () => {
  for (const seed of [-1, 0.5, MAX_SEED + 1, 1e300, "7", null, [7], undefined]) {
    throws(() => parseCommand(JSON.stringify({ type: "reset", seed })), TypeError, String(seed));
  }
  ok(parseCommand(`{"type":"reset","seed":${MAX_SEED}}`));
});
