import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { serve, type Serving } from "../../routes/_serve.ts";
import { launchBrowser, openPage } from "../support/browser.ts";
import { FakeSession } from "../support/fake_session.ts";

let browser: Browser;
let session: FakeSession;
let serving: Serving;

Deno.test.beforeAll(async () => {
  browser = await launchBrowser();
});
Deno.test.afterAll(() => browser.close());
Deno.test.beforeEach(async () => {
  session = new FakeSession().start();
  serving = await serve({ session, port: 0 });
});
Deno.test.afterEach(async () => {
  session.stop();
  await serving.stop();
});

/** The browser's process outlives each test that uses it. */
const sanitize = { sanitizeOps: false, sanitizeResources: false };

/** A text that changes with the picture on a canvas. */
const pictureOf = (page: Page, view: string) =>
  page.locator(`canvas[data-view="${view}"]`).evaluate((canvas) =>
    (canvas as HTMLCanvasElement).toDataURL()
  );
const reading = async (page: Page, name: string) =>
  await page.locator(".reading", { has: page.getByText(name, { exact: true }) }).locator("dd")
    .textContent();
const started = (page: Page) => page.getByRole("status").filter({ hasText: "Live" }).waitFor();

/** Waits until what is read differs from `from`, which is what is read now unless given. */
async function changes<T>(read: () => Promise<T>, what: string, from?: T): Promise<void> {
  const before = JSON.stringify(from ?? await read());
  for (let i = 0; i < 100; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (JSON.stringify(await read()) !== before) return;
  }
  throw new Error(`${what} stayed at ${before.slice(0, 80)} for 5 s`);
}

Deno.test(
  "the page opens with three moving pictures and complains of nothing",
  sanitize,
  async () => {
    const { page, complaints } = await openPage(browser, serving.address);
    await started(page);
    for (const view of ["camera", "labels", "ground-truth"]) {
      await changes(() => pictureOf(page, view), view);
    }
    await changes(() => reading(page, "Tick"), "the tick");
    match(await reading(page, "Pixel accuracy") ?? "", /^\d\d\.\d%$/);
    equal(await page.locator(".legend .swatch").count(), (await session.hello).legend.length);
    deepEqual(complaints, []);
    await page.close();
  },
);

Deno.test(
  "a canvas holds the very pixels of the frame, its labels in the legend's colours",
  sanitize,
  async () => {
    session.stop();
    const { page } = await openPage(browser, serving.address);
    await started(page);
    session.emit();
    await page.locator(".waiting").first().waitFor({ state: "detached" });
    const shown = await page.locator('canvas[data-view="labels"]').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return [canvas.width, canvas.height, ...data];
    });
    const labels = session.frame().views.find(({ name }) => name === "labels")!;
    const { legend } = await session.hello;
    const wanted = [...labels.bytes].flatMap((id) => [...legend[id]!.colour, 255]);
    deepEqual(shown, [labels.width, labels.height, ...wanted]);
    await page.close();
  },
);

Deno.test("a software adapter is named with a warning, a real one without", sanitize, async () => {
  const { page } = await openPage(browser, serving.address);
  await page.getByText("Software adapter").waitFor();
  await page.getByText("llvmpipe").waitFor();
  await page.close();
  const real = new FakeSession({ adapter: "NVIDIA H200", softwareAdapter: false }).start();
  const served = await serve({ session: real, port: 0 });
  const other = await openPage(browser, served.address);
  await other.page.getByText("NVIDIA H200").waitFor();
  equal(await other.page.getByText("Software adapter").count(), 0);
  await other.page.close();
  real.stop();
  await served.stop();
});

Deno.test("pause, step, resume and reset reach the session and show", sanitize, async () => {
  const { page, complaints } = await openPage(browser, serving.address);
  await started(page);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("status").filter({ hasText: "Paused" }).waitFor();
  await page.waitForTimeout(250);
  const [picture, tick] = [await pictureOf(page, "camera"), await reading(page, "Tick")];
  await page.waitForTimeout(400);
  equal(await pictureOf(page, "camera"), picture, "the picture stands still");
  await page.getByRole("button", { name: "Step" }).click();
  await changes(() => pictureOf(page, "camera"), "the camera after a step", picture);
  equal(Number(await reading(page, "Tick")), Number(tick) + 1);
  await page.getByRole("button", { name: "Resume" }).click();
  await started(page);
  await changes(() => reading(page, "Tick"), "the tick after resume", String(Number(tick) + 1));
  await page.getByLabel("Seed").fill("4711");
  await page.getByLabel("Seed").press("Enter");
  await page.getByText("seed 4711").waitFor();
  deepEqual(session.commands, [
    { type: "pause" },
    { type: "step" },
    { type: "resume" },
    { type: "reset", seed: 4711 },
  ]);
  deepEqual(complaints, []);
  await page.close();
});

Deno.test(
  "keys do what the buttons do, and leave a field that is typed in alone",
  sanitize,
  async () => {
    const { page } = await openPage(browser, serving.address);
    await started(page);
    await page.keyboard.press("Space");
    await page.getByRole("status").filter({ hasText: "Paused" }).waitFor();
    await page.keyboard.press("s");
    await page.keyboard.press("n");
    await page.getByText("seed 8").waitFor();
    await page.keyboard.press("o");
    equal(await page.getByRole("button", { name: "Overlay" }).getAttribute("aria-pressed"), "true");
    await page.getByLabel("Seed").focus();
    await page.keyboard.type("s n");
    await page.keyboard.press("Control+r").catch(() => {});
    await page.waitForTimeout(150);
    deepEqual(session.commands.map(({ type }) => type), ["pause", "step", "reset"]);
    await page.close();
  },
);

Deno.test("a seed that no world can have cannot be sent", sanitize, async () => {
  const { page } = await openPage(browser, serving.address);
  await started(page);
  for (const seed of ["", "-1", "1.5", "4294967296", "seven"]) {
    await page.getByLabel("Seed").fill(seed);
    await page.locator("button[type=submit]:disabled").waitFor();
    await page.getByLabel("Seed").press("Enter");
  }
  deepEqual(session.commands, []);
  await page.close();
});

Deno.test("the overlay lays the labels over the camera picture", sanitize, async () => {
  session.stop();
  const { page } = await openPage(browser, serving.address);
  await started(page);
  session.emit();
  await page.locator(".waiting").first().waitFor({ state: "detached" });
  const plain = await pictureOf(page, "camera");
  await page.getByRole("button", { name: "Overlay" }).click();
  await changes(() => pictureOf(page, "camera"), "the camera", plain);
  const laid = await pictureOf(page, "camera");
  await page.getByRole("button", { name: "Overlay" }).click();
  await changes(() => pictureOf(page, "camera"), "the camera", laid);
  equal(await pictureOf(page, "camera"), plain);
  await page.close();
});

Deno.test("the page finds a server again that was restarted", sanitize, async () => {
  const { page } = await openPage(browser, serving.address);
  await started(page);
  await serving.stop();
  await page.getByText("Connection lost").waitFor();
  ok(await page.getByRole("button", { name: "Pause" }).isDisabled());
  const before = await pictureOf(page, "camera");
  serving = await serve({ session, port: Number(new URL(serving.address).port) });
  await started(page);
  await changes(() => reading(page, "Tick"), "the tick");
  notEqual(await pictureOf(page, "camera"), before);
  await page.close();
});

Deno.test(
  "the end of a session is said with its reason, and the last picture stays",
  sanitize,
  async () => {
    const { page } = await openPage(browser, serving.address);
    await started(page);
    await changes(() => pictureOf(page, "camera"), "the camera");
    session.end("the time asked for is over");
    await page.getByText("Session ended: the time asked for is over").waitFor();
    await serving.stop();
    await page.waitForTimeout(300);
    ok(await page.getByText("Session ended").isVisible(), "still said when the server has gone");
    equal(await page.locator(".waiting").count(), 0);
    await page.close();
  },
);

for (const width of [320, 400, 768, 1280, 1920]) {
  Deno.test(`nothing scrolls sideways at ${width} px`, sanitize, async () => {
    const { page } = await openPage(browser, serving.address, { width, height: 800 });
    await started(page);
    await page.locator(".waiting").first().waitFor({ state: "detached" });
    const inner = await page.evaluate(() => document.documentElement.scrollWidth);
    ok(inner <= width, `the page is ${inner} px wide`);
    await page.close();
  });
}
