/**
 * What this project's page needs of Fresh 2's API, on whichever host the import map names: the one
 * in `fresh/` (`deno.json`) or Fresh itself (`deno.jsr.json`).
 */
import { equal, match, ok } from "node:assert/strict";
import { sampleHandler } from "./sample/app.ts";

const handler = await sampleHandler();
const ask = (path: string, init?: RequestInit) =>
  handler(new Request(`http://localhost${path}`, init));

Deno.test("App.get() answers with the parameters of the address", async () => {
  const answer = await ask("/plain/Ada%20L");
  equal(await answer.text(), "Ada L at /plain/Ada%20L");
  equal(answer.headers.get("x-trace"), "outer");
});

Deno.test("App.post() reads a body, another method of the same address is refused", async () => {
  const body = JSON.stringify([1, 2]);
  const answer = await ask("/plain/x", { method: "POST", body });
  equal(await answer.text(), '{"got":[1,2]}');
  const refused = await ask("/plain/x", { method: "DELETE" });
  await refused.body?.cancel();
  equal(refused.status, 405);
});

Deno.test("HttpError from a route outside the folder is plain text with its status", async () => {
  const answer = await ask("/teapot");
  equal(answer.status, 418);
  equal(await answer.text(), "short and stout");
});

Deno.test("file routes render in the shell and pass through every middleware", async () => {
  const answer = await ask("/");
  equal(answer.status, 200);
  match(answer.headers.get("content-type") ?? "", /^text\/html/);
  equal(answer.headers.get("x-trace"), "outer inner");
  const html = await answer.text();
  match(html, /^<!DOCTYPE html><html lang="en">/);
  match(html, /<h1>home<\/h1>/);
  match(html, /<script type="module"/);
});

Deno.test("islands render on the server, and their props cannot end the script element", async () => {
  const html = await (await ask("/")).text();
  match(html, /&lt;\/script> first: /);
  equal(html.match(/<i>nested<\/i>/g)?.length, 2);
  ok(!html.includes("</script> first"));
});

Deno.test("page() hands on data, status and headers, inside the folder's layout", async () => {
  const answer = await ask("/runs/7?twice=yes");
  equal(answer.status, 203);
  equal(answer.headers.get("x-run"), "1");
  match(await answer.text(), /<section data-from="\/runs\/7"><p>run 7 twice<\/p><\/section>/);
});

Deno.test("define.handlers() answers each method by its own function", async () => {
  const answer = await ask("/runs/7", { method: "POST", body: "{}" });
  equal(await answer.text(), '{"id":"7","got":{}}');
  const refused = await ask("/runs/7", { method: "PUT" });
  await refused.body?.cancel();
  ok(refused.status === 404 || refused.status === 405, `got ${refused.status}`);
});

Deno.test("a fixed address wins over a parameter, a rest takes what remains", async () => {
  match(await (await ask("/runs/latest")).text(), /the latest run/);
  equal(await (await ask("/files/a/b.txt")).text(), "rest a/b.txt");
});

Deno.test("a group folder leaves no trace in the address; ctx.render() sets the status", async () => {
  const answer = await ask("/deep/inside");
  equal(answer.status, 201);
  match(await answer.text(), /<body><b>deep inside<\/b>/);
});

for (
  const [path, status, text] of [["/nowhere", 404, "404"], ["/runs/none", 404, "404"]] as const
) {
  Deno.test(`the error page shows ${path} with status ${status}`, async () => {
    const answer = await ask(path);
    equal(answer.status, status);
    match(await answer.text(), new RegExp(`error page: ${text}`));
  });
}

Deno.test("the error page tells nothing of a fault's message", async () => {
  const answer = await ask("/runs/broken");
  equal(answer.status, 500);
  const html = await answer.text();
  match(html, /error page: fault/);
  ok(!html.includes("secret detail"));
});

Deno.test("HEAD answers as GET without a body", async () => {
  const answer = await ask("/runs/7", { method: "HEAD" });
  equal(answer.status, 203);
  equal(await answer.text(), "");
});

Deno.test("staticFiles() answers files of the folder, and nothing outside it", async () => {
  const answer = await ask("/note.txt");
  equal(await answer.text(), "a plain file\n");
  match(answer.headers.get("content-type") ?? "", /^text\/plain/);
  for (const path of ["/..%2fapp.ts", "/%2e%2e/app.ts", "/..%5capp.ts", "//app.ts", "/app.ts"]) {
    const outside = await ask(path);
    const text = await outside.text();
    ok(outside.status >= 400, `${path} answered ${outside.status}`);
    ok(!text.includes("sampleHandler"), path);
  }
});

Deno.test("ctx.upgrade() refuses a request that asks for no WebSocket", async () => {
  const answer = await ask("/socket");
  equal(answer.status, 400);
  await answer.body?.cancel();
});
