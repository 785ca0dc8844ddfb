import { deepEqual, equal, match, notDeepEqual, ok } from "node:assert/strict";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { CLASS_LEGEND } from "../../agents/lagr/class_colours.ts";
import { startSession } from "../../agents/session/worker_link.ts";
import { setGpuEnvironment } from "../../host/environment.ts";
import { shippedWeights } from "../../models/mod.ts";
import { serve, type Serving } from "../../routes/_serve.ts";
import { launchBrowser, openPage } from "../support/browser.ts";
import { FakeFarSession } from "../support/fake_far_session.ts";
import { FakeSession } from "../support/fake_session.ts";
import { runOptions } from "../support/session_run.ts";

setGpuEnvironment();

const PICTURES = ["camera", "stereo-labels", "long-range-labels", "map", "plan"];

let browser: Browser;
let session: FakeFarSession;
let serving: Serving;

Deno.test.beforeAll(async () => {
  browser = await launchBrowser();
});
Deno.test.afterAll(() => browser.close());
Deno.test.beforeEach(async () => {
  session = new FakeFarSession();
  serving = await serve({ session, port: 0 });
});
Deno.test.afterEach(async () => {
  session.stop();
  await serving.stop();
});

/** The browser's process outlives each test that uses it. */
const sanitize = { sanitizeOps: false, sanitizeResources: false };

const titles = (page: Page) =>
  page.locator("canvas").evaluateAll((all) => all.map((one) => one.dataset.view));

/** Size of a picture on the page, and the SHA-256 of its bytes. */
const shown = (page: Page, name: string) =>
  page.locator(`canvas[data-view="${name}"]`).evaluate(async (element) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext("2d")!;
    const { data } = context.getImageData(0, 0, width, height);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    return { width, height, hash: [...hash] };
  });

/** Opens the page of another session than the usual one, and waits for the first picture. */
async function openOther(longRange: "fixed" | "none", size?: { width: number; height: number }) {
  session.stop();
  await serving.stop();
  session = new FakeFarSession(longRange);
  serving = await serve({ session, port: 0 });
  return await open(size);
}

/** Opens the page and waits for the first picture. */
async function open(size?: { width: number; height: number }) {
  const opened = await openPage(browser, serving.address, size);
  await opened.page.getByRole("status").filter({ hasText: "Live" }).waitFor();
  session.emit();
  await opened.page.locator(".waiting").first().waitFor({ state: "detached" });
  return opened;
}

Deno.test(
  "a robot that sees far is shown in five pictures with its own legend",
  sanitize,
  async () => {
    const { page, complaints } = await open();
    deepEqual(await titles(page), PICTURES);
    const sizes = [];
    for (const name of PICTURES) {
      const { width, height } = await shown(page, name);
      sizes.push([width, height]);
    }
    deepEqual(sizes, [[320, 240], [320, 240], [320, 240], [240, 240], [240, 240]]);
    const legend = page.getByRole("list", { name: "Legend" });
    deepEqual(
      (await legend.locator("li").allTextContents()).map((text) => text.trim()),
      ["super ground", "ground", "footline", "obstacle", "super obstacle"],
    );
    const swatches = await legend.locator(".swatch").evaluateAll((all) =>
      all.map((one) => getComputedStyle(one).backgroundColor)
    );
    deepEqual(swatches, CLASS_LEGEND.map(({ colour }) => `rgb(${colour.join(", ")})`));
    await page.getByText("stereo ends, 12 m").waitFor();
    match(await page.locator(".about").textContent() ?? "", /teaches itself to see far/);
    equal(await page.getByRole("button", { name: "Overlay" }).count(), 0);
    match(await page.getByText("Beyond 12 m").locator("..").textContent() ?? "", /\d{3,} ?windows/);
    // What no net of the session's own measures is not asked for, and no net is missed.
    equal(await page.getByText("Render", { exact: true }).count(), 0);
    equal(await page.getByText("no net has learned this place yet").count(), 0);
    await page.locator(".wants", { hasText: /\w/ }).waitFor();
    deepEqual(complaints, []);
    await page.close();
  },
);

Deno.test(
  "its pictures are the very pixels of the frame, and change with it",
  sanitize,
  async () => {
    const { page } = await open();
    const before = await shown(page, "long-range-labels");
    // Nothing of the robot's own moves here: its plan is the same in every frame.
    const { bytes } = session.frame().views.find(({ name }) => name === "plan")!;
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    deepEqual(await shown(page, "plan"), { width: 240, height: 240, hash: [...hash] });
    for (let i = 0; i < 12; i++) session.emit();
    await page.waitForTimeout(300);
    notDeepEqual(await shown(page, "long-range-labels"), before, "the wall came nearer");
    await page.close();
  },
);

Deno.test(
  "before the first look it says that none was taken, beside map and plan",
  sanitize,
  async () => {
    session.looked = false;
    const { page } = await openPage(browser, serving.address);
    await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
    session.emit();
    await page.getByText("no look with the long-range eye yet").first().waitFor();
    equal(await page.getByText("no look with the long-range eye yet").count(), 2);
    equal((await shown(page, "map")).width, 240);
    await page.close();
  },
);

Deno.test("with a fixed eye it says that nothing is learned on the way", sanitize, async () => {
  const { page } = await openOther("fixed");
  deepEqual(await titles(page), PICTURES);
  match(await page.locator(".about").textContent() ?? "", /learns nothing on the way/);
  match(await page.locator(".far-legend").textContent() ?? "", /learned before the drive/);
  equal(await page.getByText("its teacher").count(), 0);
  await page.close();
});

for (const width of [400, 1280, 1760]) {
  Deno.test(
    `without its long-range eye it shows no labels, and says why, at ${width} px`,
    sanitize,
    async () => {
      const { page, complaints } = await openOther("none", { width, height: 900 });
      deepEqual(await titles(page), ["camera", "map", "plan"]);
      match(await page.locator(".about").textContent() ?? "", /long-range eye off/);
      match(await page.locator(".far-legend").textContent() ?? "", /up to 7 m/);
      equal(await page.getByText("horizon", { exact: true }).count(), 0);
      equal(await page.locator(".waiting").count(), 0);
      ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width);
      for (const [name, wanted] of [["camera", 4 / 3], ["map", 1], ["plan", 1]] as const) {
        const box = (await page.locator(`canvas[data-view="${name}"]`).boundingBox())!;
        ok(Math.abs(box.width / box.height - wanted) < 0.02, `${name}: ${box.width}`);
        ok(box.width >= 130, `${name} is ${box.width} px wide`);
      }
      deepEqual(complaints, []);
      await page.close();
    },
  );
}

Deno.test("other robots' page has none of it", sanitize, async () => {
  const other = new FakeSession().start();
  const served = await serve({ session: other, port: 0 });
  const { page } = await openPage(browser, served.address);
  await page.locator(".waiting").first().waitFor({ state: "detached" });
  deepEqual(await titles(page), ["camera", "labels", "ground-truth"]);
  equal(await page.locator(".far-legend").count(), 0);
  equal(await page.getByText("stereo").count(), 0);
  await page.getByRole("button", { name: "Overlay" }).waitFor();
  await page.close();
  other.stop();
  await served.stop();
});

for (const width of [320, 400, 900, 1280, 1760]) {
  Deno.test(
    `at ${width} px nothing scrolls sideways and pictures keep their shape`,
    sanitize,
    async () => {
      const { page } = await open({ width, height: 900 });
      ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width);
      for (const name of PICTURES) {
        const { width: wide, height: tall } =
          (await page.locator(`canvas[data-view="${name}"]`).boundingBox())!;
        const wanted = name === "map" || name === "plan" ? 1 : 4 / 3;
        ok(Math.abs(wide / tall - wanted) < 0.02, `${name}: ${wide} x ${tall}`);
        ok(wide >= 130, `${name} is ${wide} px wide`);
      }
      await page.close();
    },
  );
}

Deno.test("it breaks no rule of axe-core", sanitize, async () => {
  const { page } = await open();
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
  deepEqual(violations, []);
  await page.close();
});

Deno.test("a real robot's labels reach beyond the range of its stereo", sanitize, async () => {
  const weights = await Deno.readFile(shippedWeights("lagr"));
  const changes = { scenario: "lagr_course", agent: "lagr", seed: 1_000_003 };
  const options = runOptions({ ...changes, longRange: { weights, adapt: true } });
  const faults: unknown[] = [];
  const real = startSession(options, null);
  const served = await serve({ session: real, port: 0, onError: (error) => faults.push(error) });
  const { page, complaints } = await openPage(browser, served.address);
  page.setDefaultTimeout(60_000); // the world and its shaders are made meanwhile
  await page.locator(".waiting").last().waitFor({ state: "detached" });
  deepEqual(await titles(page), PICTURES);
  const learned = page.locator(".reading", { hasText: "Learned from" }).locator("dd");
  ok(parseInt(await learned.textContent() ?? "") > 100, await learned.textContent() ?? "");
  await page.keyboard.press("Space");
  await page.getByRole("status").filter({ hasText: "Paused" }).waitFor();
  await page.waitForTimeout(300); // frames under way
  const [stereo, far] = await labelledShares(page);
  // The last ring of stereo's places reaches half a ring beyond the line.
  ok(
    stereo! < 0.35 && far! > 0.8,
    `of what lies beyond stereo: ${stereo} by stereo, ${far} in all`,
  );
  equal(await page.getByText("no net has learned this place yet").count(), 0);
  deepEqual([complaints, faults], [[], []]);
  await page.close();
  real.stop();
  await real.result;
  await served.stop();
});

/** Of both label pictures the share of pixels right above the dashed line, in its middle, that are painted over. */
function labelledShares(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const [left, width, top, height] = [130, 60, 76, 100]; // below the lens
    const read = (name: string) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`canvas[data-view="${name}"]`)!;
      return canvas.getContext("2d")!.getImageData(left, top, width, height).data;
    };
    const [camera, ...labelled] = ["camera", "stereo-labels", "long-range-labels"].map(read);
    // The row with the most white.
    const whites = Array.from({ length: height }, (_, row) => {
      const pixels = Array.from({ length: width }, (_, k) => 4 * (row * width + k));
      return pixels.filter((at) => Math.min(...labelled[0]!.subarray(at, at + 3)) >= 250).length;
    });
    const dashed = whites.indexOf(Math.max(...whites));
    return labelled.map((painted) => {
      let differ = 0;
      // The last ring of stereo's places reaches half a ring beyond the line.
      for (let at = 4 * width * (dashed - 9); at < 4 * width * (dashed - 4); at += 4) {
        const apart = [0, 1, 2].map((c) => Math.abs(painted[at + c]! - camera![at + c]!));
        if (Math.max(...apart) > 30) differ++;
      }
      return differ / (5 * width);
    });
  });
}
