import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { encodeFrame } from "../../agents/session/protocol.ts";
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

Deno.test(
  "a seed that no world can have cannot be sent, and the rule is said",
  sanitize,
  async () => {
    const { page } = await openPage(browser, serving.address);
    await started(page);
    const field = page.getByLabel("Seed");
    for (const seed of ["", "-1", "1.5", "4294967296", "seven", " 7", "0x7", "1e3"]) {
      await field.fill(seed);
      await page.locator("button[type=submit]:disabled").waitFor();
      await page.getByRole("alert").filter({ hasText: "from 0 to 4294967295" }).waitFor();
      await field.press("Enter");
    }
    await field.press("Escape");
    equal(await field.inputValue(), "7", "Escape brings back the seed that runs");
    equal(await page.getByRole("alert").count(), 0);
    deepEqual(session.commands, []);
    await field.fill("4294967295");
    await field.press("Enter");
    await page.getByText("seed 4294967295").waitFor();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("seed 0", { exact: false }).waitFor();
    await page.close();
  },
);

Deno.test(
  "Next pressed twice at once goes two seeds on, shown while no frame has come",
  sanitize,
  async () => {
    const { page } = await openPage(browser, serving.address);
    await started(page);
    await changes(() => reading(page, "Tick"), "the tick");
    session.stop();
    session.send = (command) => void session.commands.push(command); // a machine that is slow to act
    await page.keyboard.press("n");
    await page.keyboard.press("n");
    equal(await page.getByLabel("Seed").inputValue(), "9");
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Resume" }).waitFor();
    deepEqual(session.commands, [
      { type: "reset", seed: 8 },
      { type: "reset", seed: 9 },
      { type: "pause" },
    ]);
    await page.close();
  },
);

Deno.test("a reset while paused shows the new world, still paused", sanitize, async () => {
  const { page } = await openPage(browser, serving.address);
  await started(page);
  await page.keyboard.press("Space");
  await page.getByRole("status").filter({ hasText: "Paused" }).waitFor();
  await page.keyboard.press("n");
  await page.getByText("seed 8").waitFor();
  deepEqual(session.commands.map(({ type }) => type), ["pause", "reset"]);
  ok(await page.getByRole("status").filter({ hasText: "Paused" }).isVisible());
  await page.close();
});

for (
  const [outcome, words, tone] of [
    ["goal", "reached the goal", "good"],
    ["drowned", "sank in deep water", "alarm"],
    ["overturned", "overturned", "alarm"],
    ["timeout", "out of time", "alarm"],
  ] as const
) {
  Deno.test(`the outcome "${outcome}" is worded`, sanitize, async () => {
    session.stop();
    session.broadcast(encodeFrame(session.frame({ outcome })));
    const { page } = await openPage(browser, serving.address);
    await page.locator(`dd.${tone}`).filter({ hasText: words }).waitFor();
    await page.close();
  });
}

Deno.test("what could not be measured is a dash, and complains of nothing", sanitize, async () => {
  session.stop();
  const lost = NaN;
  const broken = session.frame({
    pixelAccuracy: null,
    meanIoU: lost,
    speed: lost,
    heading: lost,
    position: [lost, lost, lost],
    timings: { renderMs: lost, netMs: lost, frameAgeTicks: 0, realTimeFactor: lost },
  });
  session.broadcast(encodeFrame(broken));
  const { page, complaints } = await openPage(browser, serving.address);
  await started(page);
  await page.locator(".waiting").first().waitFor({ state: "detached" });
  for (const name of ["Pixel accuracy", "Mean IoU", "Speed", "Heading", "Render", "Net"]) {
    match(await reading(page, name) ?? "", /^–/, name);
  }
  equal(await reading(page, "Position"), "–  –m");
  deepEqual(complaints, []);
  await page.close();
});

Deno.test(
  "free ground and the way to go lie on the labels, and go when it backs off",
  sanitize,
  async () => {
    session.stop();
    session.broadcast(encodeFrame(session.frame({ speed: 1, steerTo: 0.1 })));
    const { page } = await openPage(browser, serving.address);
    const outline = page.locator(".steering .range");
    await outline.waitFor({ state: "attached" });
    const { ground } = await session.hello;
    const points = (await outline.getAttribute("points"))!.split(" ");
    equal(points.length, ground.width + 2);
    ok(await page.locator(".steering .foot").count() > 0, "the drawn trunks and boulder");
    equal(await page.locator(".steering .arrow").count(), 1);
    session.broadcast(encodeFrame(session.frame({ speed: -0.4 })));
    await page.locator(".steering .arrow").waitFor({ state: "detached" });
    await page.close();
  },
);

Deno.test(
  "a page that stays open keeps neither frames nor nodes nor listeners",
  sanitize,
  async () => {
    session.stop();
    const { page } = await openPage(browser, serving.address);
    await started(page);
    const client = await page.context().newCDPSession(page);
    const show = async (frames: number) => {
      for (let i = 0; i < frames; i++) {
        session.send({ type: "step" });
        await page.waitForFunction(
          (tick) => document.body.textContent!.includes(`Tick${tick}`),
          session.frame().state.tick,
        );
      }
      await client.send("HeapProfiler.collectGarbage");
      const usage = await client.send("Runtime.getHeapUsage") as {
        usedSize: number;
        backingStorageSize: number; // of array buffers: the frames themselves
      };
      const counters = await client.send("Memory.getDOMCounters");
      return { bytes: usage.usedSize + usage.backingStorageSize, ...counters };
    };
    await show(60);
    const early = await show(40);
    const late = await show(200);
    const frameBytes = encodeFrame(session.frame()).length;
    const grown = late.bytes - early.bytes;
    ok(grown < 10 * frameBytes, `${grown} bytes more after 80 frames of ${frameBytes}`);
    ok(late.nodes <= early.nodes + 50, `${early.nodes} nodes became ${late.nodes}`);
    ok(late.jsEventListeners <= early.jsEventListeners + 5);
    await page.close();
  },
);

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
  "a server that comes back with another scenario shows nothing of the old",
  sanitize,
  async () => {
    const { page, complaints } = await openPage(browser, serving.address);
    await started(page);
    await changes(() => pictureOf(page, "camera"), "the camera");
    await serving.stop();
    session.stop();
    session = new FakeSession({ scenario: "harbour" });
    const broken = complaints.length;
    serving = await serve({ session, port: Number(new URL(serving.address).port) });
    await page.getByText("harbour").waitFor();
    equal(await page.locator(".waiting").count(), 3);
    equal(await page.locator(".track").count(), 0);
    equal(
      await page.locator('canvas[data-view="camera"]').evaluate((it) => it.clientWidth > 0),
      true,
    );
    session.start();
    await changes(() => pictureOf(page, "camera"), "the camera");
    deepEqual(complaints.slice(broken).filter((text) => !text.includes("ERR_CONNECTION")), []);
    await page.close();
  },
);

Deno.test(
  "a newcomer is told in a line what this is; nothing leads off this machine",
  sanitize,
  async () => {
    const { page } = await openPage(browser, serving.address);
    await page.getByText("labels every pixel its camera sees").waitFor();
    const links = await page.locator("a[href]").evaluateAll((all) =>
      all.map((one) => (one as HTMLAnchorElement).origin)
    );
    ok(links.every((origin) => origin === new URL(serving.address).origin), links.join());
    await page.close();
  },
);

Deno.test("a second watcher steers the same session, and the first sees it", sanitize, async () => {
  const [one, two] = [
    await openPage(browser, serving.address),
    await openPage(browser, serving.address),
  ];
  await started(one.page);
  await started(two.page);
  await one.page.keyboard.press("Space");
  await two.page.getByRole("status").filter({ hasText: "Paused" }).waitFor();
  await two.page.getByRole("button", { name: "Resume" }).click();
  await started(one.page);
  await changes(() => reading(one.page, "Tick"), "the tick");
  await one.page.close();
  await two.page.close();
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
