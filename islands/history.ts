import type { SessionState } from "../agents/session/protocol.ts";

/** What the page remembers of a run, to plot it. Newest last. */
export interface History {
  readonly seed: number;
  readonly tick: number;
  readonly accuracy: readonly number[];
  readonly speed: readonly number[];
  /** Where the run began; null where the page came later. */
  readonly start: readonly [number, number] | null;
  /** Where the robot was, `[x, y]` in metres. */
  readonly track: readonly (readonly [number, number])[];
}

/** Camera frames that the plots show. */
export const PLOTTED_FRAMES = 200;

/** A robot that has driven no farther than this, in metres, still stands at its start. */
const AT_START = 0.5;

/** Metres between remembered points of the track. */
const TRACK_SPACING = 0.25;

/** Points of the track that are kept; of a longer one, every second. */
export const TRACK_POINTS = 1000;

export const NO_HISTORY: History = {
  seed: -1,
  tick: -1,
  start: null,
  accuracy: [],
  speed: [],
  track: [],
};

/** The history with `state` added; a new one where `state` begins a run. */
export function remember(history: History, state: SessionState): History {
  const { seed, tick } = state;
  const fresh = seed !== history.seed || tick < history.tick;
  if (!fresh && tick === history.tick) return history;
  const { accuracy, speed, track } = fresh ? NO_HISTORY : history;
  const [x, y] = state.position;
  const placed = Number.isFinite(x) && Number.isFinite(y);
  const start = state.distanceMetres < AT_START ? [x, y] as const : null;
  const last = track.at(-1);
  const moved = placed && (!last || Math.hypot(x - last[0], y - last[1]) >= TRACK_SPACING);
  return {
    seed,
    tick,
    start: fresh ? start : history.start,
    accuracy: newest(accuracy, state.pixelAccuracy),
    speed: newest(speed, state.speed),
    track: moved ? thinned([...track, [x, y]]) : track,
  };
}

/** `track` without every second point where it is too long; its start and end stay. */
function thinned<P>(track: readonly P[]): readonly P[] {
  if (track.length <= TRACK_POINTS) return track;
  return track.filter((_, i) => i % 2 === 0 || i === track.length - 1);
}

/** A value that could not be measured (null or NaN) is left out. */
function newest(values: readonly number[], value: number | null): readonly number[] {
  if (value === null || !Number.isFinite(value)) return values;
  return [...values.slice(-(PLOTTED_FRAMES - 1)), value];
}
