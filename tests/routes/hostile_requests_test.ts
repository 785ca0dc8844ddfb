/** Requests as no browser writes them, over bare TCP: `fetch` would tidy them up on the way. */
import { match, ok } from "node:assert/strict";
import { serve } from "../../routes/_serve.ts";
import { FakeSession } from "../support/fake_session.ts";

const faults: unknown[] = [];

/** The whole answer to `lines`, headers and body, as text. */
async function answerTo(lines: readonly string[]): Promise<string> {
  const serving = await serve({
    session: new FakeSession(),
    port: 0,
    onError: (error) => faults.push(error),
  });
  try {
    const port = Number(new URL(serving.address).port);
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const request = lines.join("\r\n").replaceAll("PORT", String(port)) + "\r\n\r\n";
    await connection.write(new TextEncoder().encode(request));
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(1 << 16);
    let text = "";
    for (;;) {
      const read = await connection.read(buffer);
      if (read === null) return text;
      text += decoder.decode(buffer.subarray(0, read), { stream: true });
    }
  } finally {
    await serving.stop();
  }
}

const HOST = "Host: 127.0.0.1:PORT";
const CLOSE = "Connection: close";

for (
  const path of [
    "/../deno.json",
    "/../../../../../../etc/passwd",
    "/..\\deno.json",
    "/%2e%2e%2fdeno.json",
    "/%252e%252e%252fdeno.json",
    "/static/../deno.json",
    "//127.0.0.1/deno.json",
    "file:///etc/passwd",
  ]
) {
  Deno.test(`GET ${path} leads to no file outside static/`, async () => {
    const answer = await answerTo([`GET ${path} HTTP/1.1`, HOST, CLOSE]);
    match(answer, /^HTTP\/1\.1 4\d\d /);
    ok(!answer.includes("nodeModulesDir") && !answer.includes("root:"), answer.slice(0, 200));
  });
}

Deno.test("a foreign name is refused wherever it stands in the request", async () => {
  const refused = [
    ["GET / HTTP/1.1", "Host: evil.example", CLOSE],
    ["GET / HTTP/1.1", "Host: evil.example:PORT", CLOSE],
    ["GET / HTTP/1.1", "Host: 127.0.0.1.evil.example", CLOSE],
    ["GET / HTTP/1.1", "Host: evil.example", HOST, CLOSE],
    ["GET http://evil.example/ HTTP/1.1", "Host: evil.example", CLOSE],
    ["GET / HTTP/1.1", "Host: 127.0.0.1@evil.example", CLOSE],
    ["GET / HTTP/1.1", "Host: [::1", CLOSE],
  ];
  for (const lines of refused) {
    const answer = await answerTo(lines);
    match(answer, /^HTTP\/1\.1 4\d\d /, lines.join(" | "));
    ok(!answer.includes("<main"), lines.join(" | "));
  }
});

Deno.test("this machine's own names are served, whatever their case", async () => {
  for (const host of ["127.0.0.1:PORT", "LOCALHOST:PORT", "[::1]:PORT"]) {
    match(await answerTo(["GET / HTTP/1.1", `Host: ${host}`, CLOSE]), /^HTTP\/1\.1 200 /, host);
  }
});

Deno.test("a broken WebSocket handshake is the client's fault", async () => {
  const answer = await answerTo([
    "GET /api/session HTTP/1.1",
    HOST,
    "Upgrade: websocket",
    "Connection: Upgrade, close",
  ]);
  match(answer, /^HTTP\/1\.1 400 /);
  match(answer, /handshake is broken/);
});

Deno.test("onError hears of none of these", () => {
  ok(faults.length === 0, faults.join());
});
