import { deepEqual, equal } from "node:assert/strict";
import { mock } from "node:test";
import { encodeFrame, type Frame, type Hello } from "../../agents/session/protocol.ts";
import { connect, type Connection, type Link, QUIET_SECONDS } from "../../islands/connection.ts";
import { FakeSession } from "../support/fake_session.ts";

/** A WebSocket whose other end is the test. */
class ScriptedSocket {
  static readonly OPEN = 1;
  static all: ScriptedSocket[] = [];
  readyState = 0;
  binaryType = "blob";
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(readonly address: string) {
    ScriptedSocket.all.push(this);
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(code = 1000, reason = ""): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}

interface Scene {
  readonly connection: Connection;
  readonly links: Link[];
  readonly hellos: Hello[];
  readonly frames: Frame[];
  readonly hello: Hello;
}

async function connected(test: (scene: Scene) => void): Promise<void> {
  const hello = await new FakeSession().hello;
  const browsers = globalThis.WebSocket;
  mock.timers.enable({ apis: ["setTimeout"] });
  ScriptedSocket.all = [];
  globalThis.WebSocket = ScriptedSocket as unknown as typeof WebSocket;
  const [links, hellos, frames] = [[], [], []] as [Link[], Hello[], Frame[]];
  try {
    const connection = connect("ws://127.0.0.1/api/session", {
      hello: (message) => hellos.push(message),
      frame: (message) => frames.push(message),
      link: (link) => links.push(link),
    });
    test({ connection, links, hellos, frames, hello });
    connection.close();
  } finally {
    globalThis.WebSocket = browsers;
    mock.timers.reset();
  }
}

const latest = () => ScriptedSocket.all.at(-1)!;
const show = (frame: Frame) => latest().onmessage!({ data: encodeFrame(frame).buffer });
const say = (message: unknown) => latest().onmessage!({ data: JSON.stringify(message) });

Deno.test("connect() goes from connecting over starting to live, and hands on what comes", () =>
  connected(({ connection, links, hellos, frames, hello }) => {
    equal(connection.send({ type: "pause" }), false, "nobody hears it yet");
    latest().open();
    say(hello);
    const frame = new FakeSession().frame();
    show(frame);
    deepEqual(links.map(({ status }) => status), ["connecting", "starting", "live"]);
    deepEqual([hellos, frames], [[hello], [frame]]);
    equal(connection.send({ type: "reset", seed: 3 }), true);
    deepEqual(latest().sent, ['{"type":"reset","seed":3}']);
  }));

Deno.test("connect() tries again after 0.5 s, then twice as long each time, up to 8 s", () =>
  connected(({ links }) => {
    for (const seconds of [0.5, 1, 2, 4, 8, 8, 8]) {
      const before = ScriptedSocket.all.length;
      latest().close();
      deepEqual(links.at(-1), { status: "lost", retrySeconds: seconds, reason: "" });
      mock.timers.tick(seconds * 1000 - 1);
      equal(ScriptedSocket.all.length, before, "not yet");
      mock.timers.tick(1);
      equal(ScriptedSocket.all.length, before + 1);
    }
  }));

Deno.test("connect() is as quick as at first once a session has said hello", () =>
  connected(({ links, hello }) => {
    for (const wait of [500, 1000, 2000]) {
      latest().close();
      mock.timers.tick(wait);
    }
    latest().open();
    say(hello);
    latest().close();
    deepEqual(links.at(-1), { status: "lost", retrySeconds: 0.5, reason: "" });
  }));

Deno.test("connect() still says how a session ended when its server goes, and finds the next", () =>
  connected(({ links, hello }) => {
    latest().open();
    say(hello);
    say({ type: "ended", reason: "over" });
    latest().close();
    deepEqual(links.at(-1), { status: "ended", reason: "over" });
    mock.timers.tick(500);
    latest().open();
    deepEqual(links.at(-1), { status: "ended", reason: "over" });
    say(hello);
    deepEqual(links.at(-1), { status: "live" });
  }));

Deno.test("Connection.close() ends all trying", () =>
  connected(({ connection, links }) => {
    latest().close();
    connection.close();
    mock.timers.tick(60_000);
    equal(ScriptedSocket.all.length, 1);
    equal(links.length, 2);
  }));

for (
  const [what, data] of [
    ["text that is no JSON", "{"],
    ["JSON that is no message", "null"],
    ["bytes that are no frame", new Uint8Array([1, 2, 3]).buffer],
    ["a frame that was cut short", encodeFrame(new FakeSession().frame()).slice(0, 5000).buffer],
  ] as const
) {
  Deno.test(`connect() gives up a server that sends ${what}, and tries again`, () =>
    connected(({ links, frames, hello }) => {
      latest().open();
      say(hello);
      const broken = latest();
      broken.onmessage!({ data });
      equal(broken.readyState, 3);
      equal(links.at(-1)!.status, "lost");
      mock.timers.tick(500);
      equal(ScriptedSocket.all.length, 2);
      broken.onmessage!({ data: encodeFrame(new FakeSession().frame()).buffer });
      equal(frames.length, 0, "the old connection is heard no more");
    }));
}

Deno.test("connect() tells why a session broke before its first word", () =>
  connected(({ links }) => {
    latest().open();
    latest().close(1011, "no adapter was found");
    deepEqual(links.at(-1), { status: "ended", reason: "no adapter was found" });
  }));

Deno.test("connect() hands on why a server closed", () =>
  connected(({ links, hello }) => {
    latest().open();
    say(hello);
    latest().close(1001, "the server stops");
    deepEqual(links.at(-1), { status: "lost", retrySeconds: 0.5, reason: "the server stops" });
  }));

Deno.test("connect() notices a run that falls silent, and that it speaks again", () =>
  connected(({ links, hello }) => {
    latest().open();
    say(hello);
    for (let i = 0; i < 3; i++) {
      mock.timers.tick(QUIET_SECONDS * 1000 - 1);
      show(new FakeSession().frame());
    }
    equal(links.at(-1)!.status, "live", "one frame in 5.9 s is slow, not silent");
    mock.timers.tick(QUIET_SECONDS * 1000);
    equal(links.at(-1)!.status, "quiet");
    show(new FakeSession().frame());
    equal(links.at(-1)!.status, "live");
  }));

Deno.test("connect() expects nothing of a paused run, an ended one, or none", () =>
  connected(({ links, hello }) => {
    latest().open();
    say(hello);
    show(new FakeSession().frame({ paused: true }));
    mock.timers.tick(60_000);
    equal(links.at(-1)!.status, "live");
    show(new FakeSession().frame());
    say({ type: "ended", reason: "over" });
    mock.timers.tick(60_000);
    equal(links.at(-1)!.status, "ended");
  }));

Deno.test("connect() gives up a session of another protocol", () =>
  connected(({ links, hellos, hello }) => {
    const socket = ScriptedSocket.all[0];
    socket!.open();
    socket!.onmessage!({ data: JSON.stringify({ ...hello, protocol: 2 }) });
    deepEqual(hellos, []);
    equal(links.at(-1)?.status, "lost");
  }));
