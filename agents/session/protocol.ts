/**
 * The one typed protocol that whoever watches or steers a running session speaks: a WebSocket from
 * the server carries it, or `postMessage` in a tab. Out: a hello, then frames. In: commands.
 * Plain data only; an island may import this file.
 */

import type { GroundView } from "../perception.ts";

/** Version of this protocol; a page of another one cannot show the run. */
export const PROTOCOL = 1;

/** A class in the legend of the label pictures. */
export interface LegendEntry {
  readonly id: number;
  readonly name: string;
  /** sRGB, `0..255`. */
  readonly colour: readonly [number, number, number];
}

/** What a watcher needs to know of a robot that teaches itself to see farther than its stereo. */
export interface FarSight {
  /** Metres up to which stereo labels the ground; without the long-range eye, up to which the fast loop sees. */
  readonly stereoRange: number;
  /**
   * What its long-range eye does: learns while it drives, goes by what it learned before, or is missing. Without
   * it frames bring neither `stereo_labels` nor `far_labels`.
   */
  readonly longRange: "learns" | "fixed" | "none";
  /** Classes of the pictures `stereo_labels`, `far_labels` and `map`, which come painted. */
  readonly legend: readonly LegendEntry[];
}

/** What a watcher needs once, before the first frame. */
export interface Hello {
  readonly type: "hello";
  readonly protocol: typeof PROTOCOL;
  readonly version: string;
  readonly scenario: string;
  readonly agent: string;
  readonly adapter: string;
  readonly softwareAdapter: boolean;
  readonly camera: { readonly width: number; readonly height: number };
  /** How the camera sees flat ground, so that distances can be drawn into its pictures. */
  readonly ground: GroundView;
  /** Simulated seconds between camera frames. */
  readonly cameraPeriod: number;
  readonly legend: readonly LegendEntry[];
  /** Of a robot that sees far alone: its frames bring `stereo_labels`, `far_labels`, `map`, `plan`. */
  readonly farSight?: FarSight;
}

/** How a run stands once a camera frame was labelled and driven by. Angles in radians, lengths in metres, speeds in m/s. */
export interface SessionState {
  readonly tick: number;
  readonly simSeconds: number;
  readonly seed: number;
  readonly paused: boolean;
  /** True position and heading, for the page and the score: the agent sees its sensors alone. */
  readonly position: readonly [number, number, number];
  readonly heading: number;
  readonly speed: number;
  readonly goal: readonly [number, number];
  readonly goalDistanceMetres: number;
  readonly distanceMetres: number;
  readonly collisions: number;
  readonly cameraFrames: number;
  /** Of the frame shown; `NaN` travels as null. */
  readonly pixelAccuracy: number | null;
  readonly meanIoU: number | null;
  readonly timings: {
    readonly renderMs: number;
    readonly netMs: number;
    /** Ticks between the picture shown and this state. */
    readonly frameAgeTicks: number;
    /** Simulated seconds per wall second over the last second. */
    readonly realTimeFactor: number;
  };
  /** Where the episode stands. */
  readonly outcome: "driving" | "goal" | "drowned" | "overturned" | "timeout";
  /** What the agent wants now, in words a person reads ("steer left 0.4 rad: clear 6.2 m"). */
  readonly intent: string;
  /** Heading that the agent steers to, relative to the body, counter-clockwise. */
  readonly steerTo: number;
  /** Free distance per image column, metres, left to right; what the agent derived from labels. */
  readonly freeDistance: readonly number[];
  /** Of a robot that sees far, once it has looked. */
  readonly look?: LookState;
}

/** What the last look of a far-sighted robot came to. */
export interface LookState {
  /** Places that stereo labelled, and windows that were learned from. */
  readonly labelled: number;
  readonly learned: number;
  /** Windows labelled beyond the range of stereo, and the share of them where something stands. */
  readonly judged: number;
  readonly standing: number | null;
}

/** One picture of a frame: RGBA bytes (sRGB), or one class id per byte. Rows from the top. */
export interface View {
  readonly name:
    | "camera"
    | "labels"
    | "truth"
    /** What stereo labelled, what the long-range eye did, the map of it, and the way planned on that. */
    | "stereo_labels"
    | "far_labels"
    | "map"
    | "plan";
  readonly format: "rgba8" | "class8";
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The newest labelled picture, and the state by now: `timings.frameAgeTicks` after it was taken. */
export interface Frame {
  readonly state: SessionState;
  readonly views: readonly View[];
}

/** What a watcher may ask for. */
export type Command =
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  | { readonly type: "step" }
  | { readonly type: "reset"; readonly seed: number };

/** The session ended, by itself or by a fault, and why. */
export interface Ended {
  readonly type: "ended";
  readonly reason: string;
}

/** Where messages of a running session are had and commands are left: the server's end of it. */
export interface SessionLink {
  /** Resolves once the session knows its adapter and has its first world. */
  readonly hello: Promise<Hello>;
  /** Calls `onMessage` with each encoded message (frames as bytes, others as JSON); returns the way out. */
  subscribe(onMessage: (message: string | Uint8Array<ArrayBuffer>) => void): () => void;
  send(command: Command): void;
}

/** Largest seed that a world can have: seeds are unsigned 32-bit integers. */
export const MAX_SEED = 0xffff_ffff;

const MAGIC = 0x31465346; // "FSF1", little endian

/**
 * A frame as bytes: `"FSF1"`, header length (u32 little endian), JSON header, then the pictures,
 * each starting at a multiple of 4.
 */
export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const views = frame.views.map(({ bytes, ...view }) => ({ ...view, length: bytes.length }));
  const header = new TextEncoder().encode(JSON.stringify({ state: frame.state, views }));
  const start = align4(8 + header.length);
  const total = frame.views.reduce((sum, view) => sum + align4(view.bytes.length), start);
  const message = new Uint8Array(total);
  const words = new DataView(message.buffer);
  words.setUint32(0, MAGIC, true);
  words.setUint32(4, header.length, true);
  message.set(header, 8);
  let offset = start;
  for (const view of frame.views) {
    message.set(view.bytes, offset);
    offset += align4(view.bytes.length);
  }
  return message;
}

/**
 * The frame in `message`; its pictures are views on the same memory.
 *
 * @throws {TypeError} If the bytes are no frame of this protocol.
 */
export function decodeFrame(message: Uint8Array<ArrayBuffer>): Frame {
  const words = new DataView(message.buffer, message.byteOffset, message.byteLength);
  if (message.byteLength < 8 || words.getUint32(0, true) !== MAGIC) {
    throw new TypeError(
      `Cannot decode a frame: ${message.byteLength} bytes do not start with FSF1`,
    );
  }
  const headerLength = words.getUint32(4, true);
  if (8 + headerLength > message.byteLength) {
    throw new TypeError(
      `Cannot decode a frame: its header of ${headerLength} bytes exceeds ${message.byteLength}`,
    );
  }
  const json = new TextDecoder().decode(message.subarray(8, 8 + headerLength));
  const header = JSON.parse(json) as {
    state: SessionState;
    views: (Omit<View, "bytes"> & { length: number })[];
  };
  let offset = align4(8 + headerLength);
  const views = header.views.map(({ length, ...view }) => {
    if (offset + length > message.byteLength) {
      throw new TypeError(
        `Cannot decode view "${view.name}": it ends at ${offset + length} of ${message.byteLength}`,
      );
    }
    const bytes = message.subarray(offset, offset + length);
    offset += align4(length);
    return { ...view, bytes };
  });
  return { state: header.state, views };
}

/**
 * The command in a text message, which may come from anywhere.
 *
 * @throws {TypeError} If it is not one of ours; the message says what is wanted.
 */
export function parseCommand(text: string): Command {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new TypeError("Cannot read a command: the message is not JSON");
  }
  const { type, seed } = (value ?? {}) as { type?: unknown; seed?: unknown };
  if (type === "pause" || type === "resume" || type === "step") return { type };
  if (type === "reset") {
    if (typeof seed !== "number" || !Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
      throw new TypeError(`Cannot reset: a seed is an integer from 0 to ${MAX_SEED}`);
    }
    return { type, seed };
  }
  throw new TypeError("Cannot read a command: its type is none of pause, resume, step, reset");
}

function align4(length: number): number {
  return (length + 3) & ~3;
}
