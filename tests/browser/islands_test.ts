import { deepEqual, equal } from "node:assert/strict";
import { sampleHandler } from "../fresh/sample/app.ts";
import { launchBrowser, openPage } from "../support/browser.ts";

Deno.test("islands wake with their props, and a signal given to two of them stays one", {
  sanitizeOps: false,
  sanitizeResources: false,
}, async () => {
  const browser = await launchBrowser();
  const handler = await sampleHandler();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => handler(request),
  );
  const { page, complaints } = await openPage(browser, `http://127.0.0.1:${server.addr.port}/`);
  await page.locator('.counter[data-awake="true"]').nth(1).waitFor();
  const buttons = page.getByRole("button");
  deepEqual(await buttons.allTextContents(), ["</script> first: 3", "second: 3"]);
  await buttons.first().click();
  await page.getByText("second: 4").waitFor();
  deepEqual(await buttons.allTextContents(), ["</script> first: 4", "second: 4"]);
  deepEqual(await page.locator("output").allTextContents(), [
    "1970-01-01T00:00:00.000Z 2",
    "1970-01-01T00:00:00.001Z 1",
  ]);
  equal(await page.locator("i").count(), 2);
  deepEqual(await page.locator("main > *").evaluateAll((all) => all.map((one) => one.tagName)), [
    "H1",
    "DIV",
    "DIV",
  ]);
  deepEqual(complaints.filter((text) => !text.includes("favicon") && !text.includes("404")), []);
  await browser.close();
  await server.shutdown();
});
