import { type Command, decodeFrame, type Frame, type Hello } from "../agents/session/protocol.ts";

/** How the page stands with the session. */
export type Link =
  | { readonly status: "connecting" }
  /** The server answers; its session has no world yet. */
  | { readonly status: "starting" }
  | { readonly status: "live" }
  | { readonly status: "lost"; readonly retrySeconds: number }
  | { readonly status: "ended"; readonly reason: string };

/** What a connection tells the page. */
export interface Listener {
  hello(hello: Hello): void;
  frame(frame: Frame): void;
  link(link: Link): void;
}

/** A connection that heals itself until it is closed. */
export interface Connection {
  /** Sends a command; false where there is nobody to hear it. */
  send(command: Command): boolean;
  close(): void;
}

const FIRST_RETRY_SECONDS = 0.5;
const LONGEST_RETRY_SECONDS = 8;

/**
 * Watches the session at `address` (`ws:`). A lost connection is tried again after 0.5 s, then twice
 * as long each time, up to 8 s.
 */
export function connect(address: string, listener: Listener): Connection {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retry = FIRST_RETRY_SECONDS;
  let ended: string | null = null;
  let closed = false;

  const open = () => {
    socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => ended === null && listener.link({ status: "starting" });
    socket.onmessage = ({ data }) => receive(data);
    socket.onclose = lost;
  };

  const receive = (data: string | ArrayBuffer) => {
    if (typeof data !== "string") return listener.frame(decodeFrame(new Uint8Array(data)));
    const message = JSON.parse(data) as Hello | { type: "ended"; reason: string };
    if (message.type === "hello") {
      retry = FIRST_RETRY_SECONDS;
      ended = null;
      listener.hello(message);
      listener.link({ status: "live" });
    } else if (message.type === "ended") {
      ended = message.reason;
      listener.link({ status: "ended", reason: message.reason });
    }
  };

  const lost = () => {
    if (closed) return;
    timer = setTimeout(open, retry * 1000);
    // A session that ended is no fault; the next one on this address is found quietly.
    if (ended === null) listener.link({ status: "lost", retrySeconds: retry });
    retry = Math.min(retry * 2, LONGEST_RETRY_SECONDS);
  };

  listener.link({ status: "connecting" });
  open();
  return {
    send(command) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(command));
      return true;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
