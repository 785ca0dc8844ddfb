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
  const start = state.distanceMetres < AT_START ? [x, y] as const : null;
  const last = track.at(-1);
  const moved = !last || Math.hypot(x - last[0], y - last[1]) >= TRACK_SPACING;
  return {
    seed,
    tick,
    start: fresh ? start : history.start,
    accuracy: state.pixelAccuracy === null ? accuracy : newest(accuracy, state.pixelAccuracy),
    speed: newest(speed, state.speed),
    track: moved ? [...track, [x, y]] : track,
  };
}

function newest(values: readonly number[], value: number): number[] {
  return [...values.slice(-(PLOTTED_FRAMES - 1)), value];
}
