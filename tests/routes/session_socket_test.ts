import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { decodeFrame, type Hello } from "../../agents/session/protocol.ts";
import { serve, type Serving } from "../../routes/_serve.ts";
import { MAX_COMMAND_LENGTH, MAX_WAITING_BYTES } from "../../routes/_watch.ts";
import { FakeSession } from "../support/fake_session.ts";
import { SocketReader } from "../support/socket.ts";

/** The server itself watches too: it keeps the latest frame. */
const KEEPER = 1;

interface Room {
  readonly session: FakeSession;
  readonly serving: Serving;
  readonly address: string;
}

/** Serves a fake session on a free port for the length of a test. */
async function serving(test: (room: Room) => Promise<void>): Promise<void> {
  const session = new FakeSession();
  const served = await serve({ session, port: 0 });
  const address = served.address.replace("http", "ws") + "api/session";
  try {
    await test({ session, serving: served, address });
  } finally {
    session.stop();
    await served.stop();
  }
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (condition()) return;
    await delay(10);
  }
  throw new Error(`waited 5 s in vain: ${what}`);
}

Deno.test("the socket says hello, then sends frames that decode", () =>
  serving(async ({ session, address }) => {
    await using reader = new SocketReader(address);
    deepEqual(JSON.parse(await reader.next() as string), await session.hello);
    await until(() => session.watchers === KEEPER + 1, "a watcher");
    session.emit();
    const frame = decodeFrame(await reader.next() as Uint8Array<ArrayBuffer>);
    deepEqual(frame.views.map(({ name }) => name), ["camera", "labels", "truth"]);
    equal(frame.views[0]!.bytes.length, 160 * 120 * 4);
  }));

Deno.test("commands reach the session in order, and its end reaches the watcher", () =>
  serving(async ({ session, address }) => {
    await using reader = new SocketReader(address);
    await reader.next();
    const commands = [{ type: "pause" }, { type: "step" }, { type: "reset", seed: 12 }] as const;
    for (const command of commands) reader.socket.send(JSON.stringify(command));
    await until(() => session.commands.length === 3, "three commands");
    deepEqual(session.commands, [...commands]);
    session.end("the time asked for is over");
    let message = await reader.next();
    while (typeof message !== "string") message = await reader.next();
    deepEqual(JSON.parse(message), { type: "ended", reason: "the time asked for is over" });
  }));

const notOurs: [string, string | Uint8Array<ArrayBuffer>, number][] = [
  ["text that is no JSON", "pause", 1008],
  ["JSON of another shape", "[1,2]", 1008],
  ["null", "null", 1008],
  ["an unknown command", '{"type":"explode"}', 1008],
  ["a seed that is no integer", '{"type":"reset","seed":1.5}', 1008],
  ["bytes", new Uint8Array([1, 2, 3]), 1008],
  ["a message beyond the limit", " ".repeat(MAX_COMMAND_LENGTH + 1), 1009],
];
for (const [what, message, code] of notOurs) {
  Deno.test(`${what} closes the socket with ${code} and a reason`, () =>
    serving(async ({ session, address }) => {
      await using other = new SocketReader(address);
      await other.next();
      await using reader = new SocketReader(address);
      await reader.next();
      reader.socket.send(message);
      const close = await reader.closed;
      equal(close.code, code);
      match(close.reason, /^Cannot /);
      equal(session.commands.length, 0);
      await until(() => session.watchers === KEEPER + 1, "the other watcher alone");
      session.emit();
      ok(await other.next() instanceof Uint8Array, "the other watcher is served on");
    }));
}

Deno.test("who comes while the session is paused gets its latest frame at once", () =>
  serving(async ({ session, address }) => {
    session.send({ type: "reset", seed: 99 });
    session.send({ type: "pause" });
    await using reader = new SocketReader(address);
    await reader.next();
    const { state } = decodeFrame(await reader.next() as Uint8Array<ArrayBuffer>);
    deepEqual([state.paused, state.seed], [true, 99]);
  }));

Deno.test("who comes after the end gets the last frame and the reason", () =>
  serving(async ({ session, address }) => {
    session.emit();
    session.end("the time asked for is over");
    await using reader = new SocketReader(address);
    await reader.next();
    ok(await reader.next() instanceof Uint8Array);
    match(await reader.next() as string, /the time asked for is over/);
  }));

Deno.test("a watcher that leaves is forgotten", () =>
  serving(async ({ session, address }) => {
    const reader = new SocketReader(address);
    await reader.next();
    await until(() => session.watchers === KEEPER + 1, "a watcher");
    reader.socket.close();
    await reader.closed;
    await until(() => session.watchers === KEEPER, "no watcher");
  }));

Deno.test("a page of another origin may not open the socket", () =>
  serving(async ({ session, serving, address }) => {
    const host = new URL(serving.address).host;
    const foreign = [
      "http://evil.example",
      `http://${host}.evil.example`,
      "http://127.0.0.1:1",
      "null",
    ];
    for (const origin of foreign) {
      await using reader = new SocketReader(address, { origin });
      await rejects(reader.next(), /closed/, origin);
    }
    equal(session.watchers, KEEPER);
    await using own = new SocketReader(address, { origin: `http://${host}` });
    ok(typeof await own.next() === "string");
  }));

Deno.test("the refusal of a foreign origin or host name is 403", () =>
  serving(async ({ serving }) => {
    const { host, port } = new URL(serving.address);
    const refused = [
      { host, origin: "http://evil.example" },
      { host: "no host name" },
      { host: `evil.example:${port}`, origin: `http://evil.example:${port}` },
    ];
    for (const headers of refused) {
      using connection = await shakeHands(Number(port), headers);
      match(await firstLine(connection), /^HTTP\/1\.1 403 /);
    }
  }));

Deno.test("a slow watcher loses frames, a fast one gets them all, the session never waits", () =>
  serving(async ({ session, serving, address }) => {
    using slow = await shakeHands(Number(new URL(serving.address).port), {
      host: new URL(serving.address).host,
    });
    await using fast = new SocketReader(address);
    await fast.next();
    await until(() => session.watchers === KEEPER + 2, "two watchers");
    const frame = new Uint8Array(1 << 18);
    const sent = 120; // 30 MB: more than sockets and the limit hold together
    for (let i = 0; i < sent; i++) {
      frame[0] = i;
      session.broadcast(frame.slice());
      const message = await fast.next() as Uint8Array<ArrayBuffer>;
      equal(message[0], i, "the fast watcher gets each frame in turn");
    }
    const buffer = new Uint8Array(1 << 16);
    let received = 0;
    for (;;) {
      const read = await Promise.race([slow.read(buffer), delay(300, null)]);
      if (read === null) break;
      received += read;
    }
    const total = sent * frame.length;
    ok(received < total / 2, `the slow watcher got ${received} of ${total} bytes`);
    ok(received > MAX_WAITING_BYTES / 2, `it got ${received} bytes: those before it was slow`);
  }));

Deno.test("stop() closes every socket and frees the port", async () => {
  const session = new FakeSession();
  const first = await serve({ session, port: 0 });
  const reader = new SocketReader(first.address.replace("http", "ws") + "api/session");
  await reader.next();
  await first.stop();
  equal((await reader.closed).code, 1001);
  equal(session.watchers, 0);
  const second = await serve({ session, port: Number(new URL(first.address).port) });
  equal(second.address, first.address);
  await second.stop();
});

Deno.test("the end of a session reaches its watchers though the server stops at once", async () => {
  const session = new FakeSession();
  const served = await serve({ session, port: 0 });
  const reader = new SocketReader(served.address.replace("http", "ws") + "api/session");
  await reader.next();
  await until(() => session.watchers === KEEPER + 1, "a watcher");
  session.end("over");
  await served.stop();
  equal(await reader.next(), '{"type":"ended","reason":"over"}');
  equal((await reader.closed).code, 1001);
});

Deno.test("serve() on a port in use throws AddrInUse", () =>
  serving(async ({ session, serving }) => {
    const port = Number(new URL(serving.address).port);
    await rejects(serve({ session, port }), Deno.errors.AddrInUse);
    equal(session.watchers, KEEPER, "the one that failed holds on to nothing");
  }));

Deno.test("a session that fails before its hello closes the socket with its reason", async () => {
  const session = new FakeSession();
  const hello = Promise.reject(new Error("no adapter was found"));
  hello.catch(() => {});
  const served = await serve({ session: Object.assign(session, { hello }), port: 0 });
  const reader = new SocketReader(served.address.replace("http", "ws") + "api/session");
  const close = await reader.closed;
  deepEqual([close.code, close.reason], [1011, "no adapter was found"]);
  await served.stop();
});

Deno.test("a session that breaks before its hello tells why though the server stops at once", async () => {
  const session = new FakeSession();
  const hello = Promise.withResolvers<Hello>();
  const broken = Object.assign(session, { hello: hello.promise });
  const served = await serve({ session: broken, port: 0 });
  const stopped = hello.promise.catch(() => served.stop()); // as the command line does
  const reader = new SocketReader(served.address.replace("http", "ws") + "api/session");
  await new Promise((resolve) => reader.socket.onopen = resolve);
  hello.reject(new Error("no adapter was found"));
  deepEqual((await reader.closed).reason, "no adapter was found");
  await stopped;
});

for (const method of ["send", "subscribe"] as const) {
  Deno.test(`a session whose ${method}() throws closes the socket, and onError hears of it`, async () => {
    const session = new FakeSession();
    const faults: unknown[] = [];
    const fault = new Error("the worker is gone");
    const served = await serve({ session, port: 0, onError: (error) => faults.push(error) });
    session[method] = () => {
      throw fault;
    };
    const reader = new SocketReader(served.address.replace("http", "ws") + "api/session");
    await reader.next();
    if (method === "send") reader.socket.send('{"type":"pause"}');
    const { code, reason } = await reader.closed;
    deepEqual([code, reason], [1011, "the session failed"]);
    deepEqual(faults, [fault]);
    await served.stop();
  });
}

Deno.test("who broke the rules is heard no more", () =>
  serving(async ({ session, address }) => {
    const reader = new SocketReader(address);
    await reader.next();
    for (const text of ["nonsense", '{"type":"pause"}', '{"type":"step"}']) {
      reader.socket.send(text);
    }
    equal((await reader.closed).code, 1008);
    await using other = new SocketReader(address);
    await other.next();
    other.socket.send('{"type":"resume"}');
    await until(() => session.commands.length > 0, "a command");
    deepEqual(session.commands, [{ type: "resume" }]);
  }));

Deno.test("a message of many megabytes closes its socket alone", () =>
  serving(async ({ session, address }) => {
    for (const message of ["x".repeat(1 << 23), new Uint8Array(1 << 23)]) {
      const reader = new SocketReader(address);
      await reader.next();
      reader.socket.send(message);
      match(String((await reader.closed).code), /^(1008|1009)$/);
    }
    await using other = new SocketReader(address);
    await other.next();
    await until(() => session.watchers === KEEPER + 1, "the other watcher");
    session.emit();
    ok(await other.next() instanceof Uint8Array);
  }));

Deno.test("forty watchers get the same frames in the same order, and leave nothing behind", () =>
  serving(async ({ session, address }) => {
    const readers = Array.from({ length: 40 }, () => new SocketReader(address));
    await Promise.all(readers.map((reader) => reader.next()));
    await until(() => session.watchers === KEEPER + 40, "forty watchers");
    for (let i = 0; i < 5; i++) session.broadcast(new Uint8Array([i, ...new Uint8Array(9999)]));
    for (const reader of readers) {
      const got: unknown[] = [];
      for (let i = 0; i < 5; i++) got.push((await reader.next())[0]);
      deepEqual(got, [0, 1, 2, 3, 4]);
    }
    await Promise.all(readers.map((reader) => reader[Symbol.asyncDispose]()));
    await until(() => session.watchers === KEEPER, "nobody");
  }));

/** Asks for the socket over bare TCP, so that nothing is read unless the test reads it. */
async function shakeHands(port: number, headers: Record<string, string>): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const lines = Object.entries({
    ...headers,
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-version": "13",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `GET /api/session HTTP/1.1\r\n${lines.join("")}\r\n`;
  await connection.write(new TextEncoder().encode(request));
  return connection;
}

async function firstLine(connection: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(4096);
  const read = await connection.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, read)).split("\r\n")[0]!;
}
