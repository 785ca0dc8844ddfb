import { deepEqual, equal, match, ok } from "node:assert/strict";
import { createPage } from "../../routes/_serve.ts";
import { FakeSession } from "../support/fake_session.ts";

const faults: unknown[] = [];
const page = await createPage({
  session: new FakeSession(),
  onError: (error) => faults.push(error),
});
const ask = (path: string, init?: RequestInit) =>
  page(new Request(`http://127.0.0.1:8000${path}`, init));
const textOf = async (path: string, init?: RequestInit) => await (await ask(path, init)).text();

Deno.test("GET / holds the three views, the controls and the readings", async () => {
  const answer = await ask("/");
  equal(answer.status, 200);
  match(answer.headers.get("content-type") ?? "", /^text\/html/);
  const html = await answer.text();
  for (const view of ["camera", "labels", "ground-truth"]) {
    match(html, new RegExp(`<canvas[^>]*data-view="${view}"`));
  }
  for (const words of ["Pause", "Step", "Reset", "Pixel accuracy", "Mean IoU", "Speed"]) {
    ok(html.includes(words), words);
  }
});

Deno.test("GET / has nothing inline that its own policy would refuse", async () => {
  const answer = await ask("/");
  const policy = answer.headers.get("content-security-policy") ?? "";
  match(policy, /script-src 'self'(;|$)/);
  match(policy, /default-src 'none'/);
  ok(!policy.includes("unsafe"), policy);
  const html = await answer.text();
  ok(!/ style="/.test(html), "an inline style");
  ok(!/ on\w+="/.test(html), "an inline handler");
  const scripts = [...html.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes!);
  ok(scripts.length > 0);
  ok(scripts.every((one) => /src="\/|type="application\/json"/.test(one)), scripts.join());
});

Deno.test("every answer has the security headers, errors too", async () => {
  for (const path of ["/", "/page.css", "/nowhere", "/api/session"]) {
    const answer = await ask(path);
    await answer.body?.cancel();
    equal(answer.headers.get("x-content-type-options"), "nosniff", path);
    equal(answer.headers.get("x-frame-options"), "DENY", path);
    match(answer.headers.get("content-security-policy") ?? "", /default-src 'none'/, path);
  }
});

Deno.test("what the page loads is there, with its type, and scripts may be kept for ever", async () => {
  const html = await textOf("/");
  const addresses = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, address]) => address!);
  ok(addresses.length >= 3, addresses.join());
  for (const address of addresses) {
    const answer = await ask(address);
    await answer.body?.cancel();
    equal(answer.status, 200, address);
    const script = address.endsWith(".js");
    if (script) match(answer.headers.get("content-type") ?? "", /^text\/javascript/);
    match(answer.headers.get("cache-control") ?? "", script ? /immutable/ : /no-cache/);
  }
});

Deno.test("staticFiles() answers 304 to whoever has the file already", async () => {
  const etag = (await ask("/page.css")).headers.get("etag")!;
  const answer = await ask("/page.css", { headers: { "if-none-match": etag } });
  equal(answer.status, 304);
  equal(await answer.text(), "");
});

Deno.test("an unknown address gets the error page and 404", async () => {
  const answer = await ask("/nowhere");
  equal(answer.status, 404);
  match(await answer.text(), /There is no page at \/nowhere/);
});

Deno.test("no address leads out of the static folder", async () => {
  const paths = [
    "/../deno.json",
    "/..%2fdeno.json",
    "/%2e%2e/deno.json",
    "/..%5cdeno.json",
    "//etc/passwd",
    "/%2fetc%2fpasswd",
    "/static/page.css",
    "/routes/_serve.ts",
    "/_serve",
    "/define",
    "/page.css%00.svg",
    "/%252e%252e/deno.json",
    "/..%255c..%255cdeno.json",
    "/..\\deno.json",
    "/_fresh/js/../../deno.json",
    "/_fresh/",
    "/__proto__",
    "/constructor",
    "/%ff",
  ];
  for (const path of paths) {
    const answer = await ask(path);
    const text = await answer.text();
    ok(answer.status >= 400 && answer.status < 500, `${path} answered ${answer.status}`);
    ok(!text.includes("nodeModulesDir") && !text.includes("root:"), path);
  }
});

Deno.test("POST / is refused", async () => {
  const answer = await ask("/", { method: "POST", body: "x" });
  await answer.body?.cancel();
  ok(answer.status === 404 || answer.status === 405, `got ${answer.status}`);
});

Deno.test("GET /api/session without an upgrade is refused in words", async () => {
  const answer = await ask("/api/session");
  equal(answer.status, 426);
  match(await answer.text(), /speaks WebSocket/);
});

Deno.test("a foreign host name is refused, whatever it asks for (DNS rebinding)", async () => {
  for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000"]) {
    for (const path of ["/", "/api/session", "/page.css"]) {
      const answer = await page(new Request(`http://${host}${path}`));
      await answer.body?.cancel();
      equal(answer.status, 403, `${host}${path}`);
    }
  }
  for (const host of ["localhost:8000", "127.0.0.1", "[::1]:9"]) {
    const answer = await page(new Request(`http://${host}/`));
    await answer.body?.cancel();
    equal(answer.status, 200, host);
  }
});

Deno.test("onError hears nothing of addresses that are merely unknown", () => {
  equal(faults.length, 0);
});

Deno.test("onError hears what a route throws; its reader sees a 500 that tells nothing", async () => {
  class Broken extends Request {
    override get headers(): Headers {
      throw new Error("secret detail");
    }
  }
  const answer = await page(new Broken("http://127.0.0.1:8000/api/session"));
  equal(answer.status, 500);
  const html = await answer.text();
  match(html, /Something broke/);
  ok(!html.includes("secret"), html);
  equal(answer.headers.get("x-frame-options"), "DENY");
  deepEqual(faults.map((fault) => (fault as Error).message), ["secret detail"]);
});
