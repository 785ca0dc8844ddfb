import {
  type Command,
  decodeFrame,
  type Frame,
  type Hello,
  PROTOCOL,
} from "../agents/session/protocol.ts";

/** How the page stands with the session. */
export type Link =
  | { readonly status: "connecting" }
  /** The server answers; its session has no world yet. */
  | { readonly status: "starting" }
  | { readonly status: "live" }
  /** Connected, yet a run that is not paused has sent nothing for {@linkcode QUIET_SECONDS}. */
  | { readonly status: "quiet" }
  /** `reason` is the server's, or empty. */
  | { readonly status: "lost"; readonly retrySeconds: number; readonly reason: string }
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

/** Longer than an ended episode stays in view before the next world begins. */
export const QUIET_SECONDS = 6;

/** Close codes: the session failed (RFC 6455, 7.4.1); what came was not of our protocol (our own). */
const INTERNAL_ERROR = 1011;
const NOT_OURS = 4002;

/**
 * Watches the session at `address` (`ws:`). A lost connection is tried again after 0.5 s, then twice
 * as long each time, up to 8 s; one that brings what is not of this protocol is given up likewise.
 */
export function connect(address: string, listener: Listener): Connection {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let retry = FIRST_RETRY_SECONDS;
  let ended: string | null = null;
  let quiet = false;
  let closed = false;

  const open = () => {
    const own = socket = new WebSocket(address);
    own.binaryType = "arraybuffer";
    own.onopen = () => ended === null && listener.link({ status: "starting" });
    own.onmessage = ({ data }) => {
      // What was under way when the connection was given up must not speak for the next one.
      if (closed || own !== socket || own.readyState !== WebSocket.OPEN) return;
      try {
        receive(data);
      } catch {
        own.close(NOT_OURS, "Cannot read a message: it is not of this protocol");
      }
    };
    own.onclose = lost;
  };

  const listen = (paused: boolean) => {
    clearTimeout(silence);
    if (quiet) listener.link({ status: "live" });
    quiet = false;
    if (paused || ended !== null) return;
    silence = setTimeout(() => {
      quiet = true;
      listener.link({ status: "quiet" });
    }, QUIET_SECONDS * 1000);
  };

  const receive = (data: string | ArrayBuffer) => {
    if (typeof data !== "string") {
      const frame = decodeFrame(new Uint8Array(data));
      listen(frame.state.paused);
      return listener.frame(frame);
    }
    const message = JSON.parse(data) as Hello | { type: "ended"; reason: string };
    if (message.type === "hello") {
      if (message.protocol !== PROTOCOL) {
        throw new TypeError(
          `Cannot show protocol ${message.protocol}: this page speaks ${PROTOCOL}`,
        );
      }
      retry = FIRST_RETRY_SECONDS;
      ended = null;
      listener.hello(message);
      listener.link({ status: "live" });
      listen(false);
    } else if (message.type === "ended") {
      ended = message.reason;
      clearTimeout(silence);
      listener.link({ status: "ended", reason: message.reason });
    }
  };

  const lost = ({ code, reason }: { code: number; reason: string }) => {
    clearTimeout(silence);
    quiet = false;
    if (closed) return;
    timer = setTimeout(open, retry * 1000);
    // A session that broke before its first word tells why in the close alone.
    if (code === INTERNAL_ERROR && reason) {
      ended ??= reason;
      listener.link({ status: "ended", reason: ended });
    }
    // A session that ended is no fault; the next one on this address is found quietly.
    if (ended === null) listener.link({ status: "lost", retrySeconds: retry, reason });
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
      clearTimeout(silence);
      socket?.close();
    },
  };
}
