import { type Command, parseCommand } from "../agents/session/protocol.ts";
import type { State } from "./_define.ts";

/** Frames are left out while more than this waits in a socket: its reader is too slow for them. */
export const MAX_WAITING_BYTES = 1 << 20;

/** No command is longer than this, in UTF-16 units. */
export const MAX_COMMAND_LENGTH = 1024;

/** WebSocket close codes (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const TOO_BIG = 1009;
const INTERNAL_ERROR = 1011;

/**
 * Lets the other end of `socket` watch and steer the session: hello, then messages as they come,
 * until either side closes. Frames that a slow reader has not taken are left out for it alone.
 */
export function watch(socket: WebSocket, { session, closing, onError }: State): void {
  let unsubscribe = () => {};
  const close = (code: number, reason: string) => {
    leave();
    if (socket.readyState <= WebSocket.OPEN) socket.close(code, clip(reason));
  };
  // A session that breaks stops the server too: its watchers are to hear the cause of it first.
  const stop = () => queueMicrotask(() => close(GOING_AWAY, "the server stops"));
  const leave = () => {
    unsubscribe();
    unsubscribe = () => {};
    closing.removeEventListener("abort", stop);
  };
  const guard = (act: () => void) => {
    try {
      act();
    } catch (error) {
      onError(error);
      close(INTERNAL_ERROR, "the session failed");
    }
  };
  const begin = (hello: unknown) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify(hello));
    guard(() => {
      unsubscribe = session.subscribe((message) => {
        if (socket.readyState !== WebSocket.OPEN) return;
        if (typeof message !== "string" && socket.bufferedAmount > MAX_WAITING_BYTES) return;
        socket.send(message);
      });
    });
  };
  const obey = (text: string) => {
    let command: Command;
    try {
      command = parseCommand(text);
    } catch (error) {
      return close(POLICY_VIOLATION, (error as TypeError).message);
    }
    guard(() => session.send(command));
  };
  socket.onopen = () => {
    session.hello.then(begin, (error: unknown) => {
      close(INTERNAL_ERROR, error instanceof Error ? error.message : "the session failed");
    });
  };
  socket.onmessage = ({ data }) => {
    if (socket.readyState !== WebSocket.OPEN) return; // who broke the rules is heard no more
    if (typeof data !== "string") {
      close(POLICY_VIOLATION, "Cannot read a command: the message is not text");
    } else if (data.length > MAX_COMMAND_LENGTH) {
      close(TOO_BIG, `Cannot read a command longer than ${MAX_COMMAND_LENGTH} characters`);
    } else obey(data);
  };
  socket.onclose = leave;
  socket.onerror = leave; // a close follows; nobody is left to tell
  closing.addEventListener("abort", stop);
  if (closing.aborted) stop();
}

/** A close reason holds at most 123 bytes of UTF-8. */
function clip(reason: string): string {
  const bytes = new Uint8Array(123);
  const { written } = new TextEncoder().encodeInto(reason, bytes);
  return new TextDecoder().decode(bytes.subarray(0, written));
}
