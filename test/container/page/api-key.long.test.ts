import { startTinyServer } from '../server-process';
import { drawnPictures } from './pictures';
import { openBrowser, phone, test, Visit } from './visit';

test('asks for a key where the server does, sends it with every picture and keeps it nowhere', async () => {
  const browser = await openBrowser();
  const keys = JSON.stringify([{ name: 'person', key: 'the-key-of-a-person' }]);
  const server = await startTinyServer({}, { IMAGE_CLASSIFIER_API_KEYS: keys });
  try {
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    await page.goto(server.url);
    await page.locator('#model[data-state="locked"]').waitFor();
    const visit = Visit.of(page);
    expect(await visit.overflow()).toBe(0);
    await visit.keep('page-asks-for-a-key');
    await page.getByLabel('API key').fill('a-key-that-nobody-has');
    await page.keyboard.press('Enter');
    await page.waitForResponse((response) => response.status() === 401);
    await page.getByLabel('API key').fill('the-key-of-a-person');
    await page.keyboard.press('Enter');
    await page.locator('#model[data-state="ready"]').waitFor();
    expect(await page.getByLabel('API key').isVisible()).toBe(false);

    await visit.drop(await drawnPictures(3));
    await visit.finished(3);
    expect(await visit.meter('classified')).toBe(3);
    expect(visit.complaints).toEqual([]);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length)).toBe(0);
  } finally {
    await browser.close();
    await server.stop();
  }
});

test('shows no field for a key where the server asks for none', async () => {
  const browser = await openBrowser();
  const server = await startTinyServer();
  try {
    const visit = await Visit.begin(browser, server.url);
    expect(await visit.page.getByLabel('API key').isVisible()).toBe(false);
  } finally {
    await browser.close();
    await server.stop();
  }
});
