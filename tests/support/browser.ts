import { type Browser, chromium, type Page } from "playwright-core";

/** Where Chromium lies: `FARSIGHT_CHROMIUM`, or Debian's place. */
export const CHROMIUM = Deno.env.get("FARSIGHT_CHROMIUM") ?? "/usr/bin/chromium";

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless Chromium. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

/** A page of its own, with everything that it complains of. */
export interface WatchedPage {
  readonly page: Page;
  /** Console errors and warnings, uncaught exceptions, refused policies. */
  readonly complaints: string[];
}

/** Opens `address` in a window of that size. */
export async function openPage(
  browser: Browser,
  address: string,
  size: { width: number; height: number } = { width: 1280, height: 800 },
): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(address);
  return { page, complaints };
}
