import type { Clock } from "../agents/session/drive.ts";

/** The machine's own clock, in seconds. */
export const wallClock: Clock = {
  now: () => performance.now() / 1000,
  sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
};
