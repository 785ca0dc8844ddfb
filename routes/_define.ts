import { createDefine } from "fresh";
import type { SessionLink } from "../agents/session/protocol.ts";

/** What every route finds in `ctx.state`. */
export interface State {
  /** The one running session: watched and steered through this. */
  session: SessionLink;
  /** Aborts when the server stops; whoever holds a connection open then lets go of it. */
  closing: AbortSignal;
  /** Tells whoever runs the server of a fault that its reader only sees the outside of. */
  onError: (error: unknown) => void;
}

/** Declares pages and handlers of this application. */
export const define = createDefine<State>();
