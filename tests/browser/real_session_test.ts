import { deepEqual, match, notEqual, ok } from "node:assert/strict";
import { startSession } from "../../agents/session/worker_link.ts";
import { setGpuEnvironment } from "../../host/environment.ts";
import { serve } from "../../routes/_serve.ts";
import { launchBrowser, openPage } from "../support/browser.ts";
import { runOptions } from "../support/session_run.ts";

setGpuEnvironment();

Deno.test("the page shows a real world, seen by a real net, and steers it", {
  sanitizeOps: false,
  sanitizeResources: false,
}, async () => {
  const browser = await launchBrowser();
  const session = startSession(runOptions(), null);
  const faults: unknown[] = [];
  const serving = await serve({ session, port: 0, onError: (error) => faults.push(error) });
  const { page, complaints } = await openPage(browser, serving.address);
  page.setDefaultTimeout(60_000); // the world and its shaders are made meanwhile
  const tick = async () =>
    Number(
      await page.locator(".reading", { has: page.getByText("Tick", { exact: true }) })
        .locator("dd").textContent(),
    );
  const status = (text: string) => page.getByRole("status").filter({ hasText: text }).waitFor();
  const picture = (view: string) =>
    page.locator(`canvas[data-view="${view}"]`).evaluate((it) =>
      (it as HTMLCanvasElement).toDataURL()
    );
  await status("Live");
  await page.locator(".waiting").first().waitFor({ state: "detached" });
  await page.getByText((await session.hello).adapter).waitFor();
  const colours = await page.locator('canvas[data-view="camera"]').evaluate((it) => {
    const canvas = it as HTMLCanvasElement;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
  ok(colours > 500, `a rendered picture, not ${colours} colours`);
  notEqual(await picture("labels"), await picture("ground-truth"), "the net errs here and there");

  await page.keyboard.press("Space");
  await status("Paused");
  await page.waitForTimeout(1000); // frames under way
  const [before, seen] = [await tick(), await picture("camera")];
  await page.waitForTimeout(500);
  deepEqual([await tick(), await picture("camera")], [before, seen], "paused");
  await page.keyboard.press("s");
  await page.waitForFunction(
    (tick) => document.body.textContent!.includes(`Tick${tick}`),
    before + 6,
  );
  await page.keyboard.press("n");
  await page.getByText("seed 1000008").waitFor();
  await status("Paused");
  ok(await tick() <= 12, "a new run");
  await page.keyboard.press("Space");
  await status("Live");
  await page.waitForFunction(() => Number(/Tick(\d+)/.exec(document.body.textContent!)?.[1]) > 30);
  match(
    await page.locator(".reading", { has: page.getByText("Pixel accuracy") }).locator("dd")
      .textContent() ?? "",
    /^\d+\.\d%$/,
  );
  deepEqual([complaints, faults], [[], []]);
  session.stop();
  await session.result;
  await page.getByText("Session ended").waitFor();
  await browser.close();
  await serving.stop();
});
