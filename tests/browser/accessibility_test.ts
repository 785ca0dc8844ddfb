import { deepEqual, equal } from "node:assert/strict";
import axe from "axe-core";
import { serve } from "../../routes/_serve.ts";
import { launchBrowser, openPage } from "../support/browser.ts";
import { FakeSession } from "../support/fake_session.ts";

Deno.test("the page breaks no rule of axe-core, on a desktop and on a telephone", {
  sanitizeOps: false,
  sanitizeResources: false,
}, async (t) => {
  const browser = await launchBrowser();
  const session = new FakeSession().start();
  const serving = await serve({ session, port: 0 });
  for (const size of [{ width: 1280, height: 800 }, { width: 400, height: 800 }]) {
    await t.step(`${size.width} px`, async () => {
      const { page } = await openPage(browser, serving.address, size);
      await page.locator(".waiting").first().waitFor({ state: "detached" });
      await page.evaluate(axe.source);
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
        const { violations, passes } = await axe.run();
        return {
          violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
          passed: passes.length > 20,
        };
      });
      deepEqual(found, { violations: [], passed: true });
      await page.close();
    });
  }
  await t.step("every control is reached by Tab, in the order of the page", async () => {
    const { page } = await openPage(browser, serving.address);
    await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
    const reached: string[] = [];
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press("Tab");
      reached.push(
        await page.evaluate(() => {
          const element = document.activeElement as HTMLElement;
          const own = element.firstChild?.textContent ?? "";
          return (own || element.closest("label")?.firstChild?.textContent || "").trim();
        }),
      );
    }
    deepEqual(reached, ["Pause", "Step", "Overlay", "Seed", "Reset", "Next"]);
    equal(session.commands.length, 0);
    await page.close();
  });
  await browser.close();
  session.stop();
  await serving.stop();
});
