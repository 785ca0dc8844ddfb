/** A WebSocket whose messages are awaited one by one. */
export class SocketReader {
  readonly socket: WebSocket;
  /** Resolves when the socket has closed. */
  readonly closed: Promise<CloseEvent>;
  #received: (string | Uint8Array<ArrayBuffer>)[] = [];
  #waiting: (() => void) | undefined;
  #over = false;

  constructor(address: string, headers: Record<string, string> = {}) {
    // Deno's own option, which the browser's types lack.
    this.socket = new WebSocket(address, { headers } as unknown as string[]);
    this.socket.binaryType = "arraybuffer";
    this.socket.onmessage = ({ data }) => {
      this.#received.push(typeof data === "string" ? data : new Uint8Array(data));
      this.#waiting?.();
    };
    this.socket.onerror = (event) => event.preventDefault();
    this.closed = new Promise((resolve) => {
      this.socket.onclose = (event) => {
        this.#over = true;
        this.#waiting?.();
        resolve(event);
      };
    });
  }

  /** The next message; rejects if the socket closes before one comes. */
  async next(): Promise<string | Uint8Array<ArrayBuffer>> {
    while (this.#received.length === 0) {
      if (this.#over) throw new Error("the socket closed before the message came");
      await new Promise<void>((resolve) => this.#waiting = resolve);
    }
    return this.#received.shift()!;
  }

  /** Closes it and waits until it has closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.readyState < WebSocket.CLOSING) this.socket.close();
    await this.closed;
  }
}
