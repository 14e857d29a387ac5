import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { testWith } from '../../system-package';
import type { PictureFile } from './pictures';

const usualBrowsers = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const { CHROMIUM } = process.env;
const executablePath = (CHROMIUM ? [CHROMIUM] : usualBrowsers).find((path) => existsSync(path));
const artefacts = join(__dirname, '../../../.ci/artefacts');

/** Jest's `test`, where there is a browser to test in. */
export const test = testWith(
  executablePath !== undefined,
  `a browser (${CHROMIUM ?? 'Chromium or Chrome'}): install Debian's package chromium, or name one in CHROMIUM`,
);

export async function openBrowser(): Promise<Browser> {
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...quiet] });
}

export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 860 }, colorScheme: 'light' };
export const desktopDark: BrowserContextOptions = { ...desktop, colorScheme: 'dark' };
export const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** One person on the page; notes every error and every breach of the content security policy. */
export class Visit {
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      // The browser reports each answer of 4xx or 5xx itself; whether the page copes is what the tests look at.
      const answer = message.text().startsWith('Failed to load resource');
      if (['error', 'warning'].includes(message.type()) && !answer) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  /** On a page that somebody else opened. */
  static of(page: Page): Visit {
    return new Visit(page);
  }

  static async begin(browser: Browser, url: string, device: BrowserContextOptions = desktop): Promise<Visit> {
    const context = await browser.newContext(device);
    const visit = new Visit(await context.newPage());
    await visit.page.goto(url);
    await visit.page.locator('#model[data-state="ready"]').waitFor();
    return visit;
  }

  async drop(files: readonly PictureFile[]): Promise<void> {
    const carried = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
    const dataTransfer = await this.page.evaluateHandle((packed) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, base64 } of packed) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: mimeType }));
      }
      return transfer;
    }, carried);
    await this.page.dispatchEvent('#zone', 'drop', { dataTransfer });
  }

  /** Waits until every picture has ended, one way or the other. */
  async finished(count: number): Promise<void> {
    const progress = this.page.locator(`#progress[aria-valuenow="${count}"][aria-valuemax="${count}"]`);
    await progress.waitFor({ timeout: 90_000 });
  }

  async meter(name: string): Promise<number> {
    return Number.parseFloat((await this.page.locator(`[data-meter="${name}"] dd`).textContent()) ?? '');
  }

  /** What a screen reader would call the element in focus. */
  async focused(): Promise<string> {
    return this.page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
    });
  }

  /** Presses Tab as often as a person would before giving up. */
  async tabTo(beginning: string): Promise<void> {
    for (let presses = 0; presses < 20; presses += 1) {
      await this.page.keyboard.press('Tab');
      if ((await this.focused()).startsWith(beginning)) return;
    }
    throw new Error(`Tab does not lead to ${beginning}; it ended at ${await this.focused()}`);
  }

  /** How many pixels the page is wider than its window. */
  async overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }

  /** Keeps a picture of the page for whoever looks at the run later. */
  async keep(name: string): Promise<void> {
    mkdirSync(artefacts, { recursive: true });
    // Bars grow and tiles arrive for a moment.
    await this.page.waitForTimeout(600);
    await this.page.screenshot({ path: join(artefacts, `${name}.png`) });
  }

  async end(): Promise<void> {
    await this.page.context().close();
  }
}
