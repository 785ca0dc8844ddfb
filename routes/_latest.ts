import type { SessionLink } from "../agents/session/protocol.ts";

/**
 * `session`, with its latest frame and its end kept for whoever comes later: a page that opens on a
 * paused or ended run has something to show. Lets go of the session when `closing` aborts.
 */
export function keepLatest(session: SessionLink, closing: AbortSignal): SessionLink {
  let frame: Uint8Array<ArrayBuffer> | undefined;
  let end: string | undefined;
  const leave = session.subscribe((message) => {
    if (typeof message === "string") end = message;
    else frame = message;
  });
  closing.addEventListener("abort", leave, { once: true });
  return {
    hello: session.hello,
    send: (command) => session.send(command),
    subscribe(onMessage) {
      if (frame) onMessage(frame);
      if (end) onMessage(end);
      return session.subscribe(onMessage);
    },
  };
}
