import type { Command, SessionState } from "../agents/session/protocol.ts";

/** What was asked of the session and no frame has shown yet: null where nothing is open. */
export interface Asked {
  readonly paused: boolean | null;
  readonly seed: number | null;
  /** Seed of the run that the reset was asked in. */
  readonly from: number | null;
  /** Frames that may still come from before; then the session has decided otherwise. */
  readonly patience: number;
}

/** Nothing is open. */
export const NOTHING_ASKED: Asked = { paused: null, seed: null, from: null, patience: 0 };

/** Frames that may be under way when a command is sent, with room for a slow link. */
const PATIENCE = 8;

/** What is open after `command`, sent while the run of `seed` shows. */
export function ask(asked: Asked, command: Command, seed: number | null): Asked {
  const open = { ...asked, patience: PATIENCE };
  if (command.type !== "reset") return { ...open, paused: command.type !== "resume" };
  return { ...open, seed: command.seed, from: seed };
}

/** What is still open once `state` came: another watcher may have had the last word. */
export function answered(asked: Asked, state: SessionState): Asked {
  if (asked.paused === null && asked.seed === null) return asked;
  if (asked.patience <= 1) return NOTHING_ASKED;
  const begun = state.seed === asked.seed || state.seed !== asked.from;
  return {
    paused: asked.paused === state.paused ? null : asked.paused,
    seed: begun ? null : asked.seed,
    from: begun ? null : asked.from,
    patience: asked.patience - 1,
  };
}
