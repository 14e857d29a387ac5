import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { plainPicture } from '../pictures';
import { FleetSite } from './fleet-site';
import { openBrowser, test, Visit } from './visit';

/** A sign-in page as Amazon Cognito has them: everybody who comes is signed in, once, by whoever asked. */
class SignInPage {
  private readonly challenges = new Map<string, string>();
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    if (pathname === '/oauth2/authorize') {
      const code = `code-${this.challenges.size}`;
      this.challenges.set(code, searchParams.get('code_challenge') ?? '');
      const back = new URL(searchParams.get('redirect_uri') ?? '');
      back.search = String(new URLSearchParams({ code, state: searchParams.get('state') ?? '' }));
      response.writeHead(302, { Location: back.href }).end();
      return;
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    const digest = createHash('sha256').update(form.get('code_verifier') ?? '');
    const proved = this.challenges.get(form.get('code') ?? '') === digest.digest('base64url');
    this.challenges.delete(form.get('code') ?? '');
    response.writeHead(proved ? 200 : 400, { 'Access-Control-Allow-Origin': '*' });
    response.end(
      JSON.stringify(proved ? { access_token: 'the-token', token_type: 'Bearer' } : { error: 'invalid_grant' }),
    );
  }
}

test('people sign in where Cognito asks them, come back, and the token is kept nowhere', async () => {
  const people = new SignInPage();
  const address = await people.start();
  const site = await FleetSite.start({}, { kind: 'cognito', address, client: 'the-client' });
  site.refuse = ({ headers }) => (headers.authorization === 'Bearer the-token' ? undefined : 401);
  await site.fleet.worker();
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext()).newPage();
    const visit = Visit.of(page);
    await page.goto(site.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#model[data-state="ready"]').waitFor();
    expect(page.url()).toBe(`${site.url}/`);
    expect(await page.getByRole('button', { name: 'Sign in' }).isVisible()).toBe(false);
    expect(await page.getByLabel('API key').isVisible()).toBe(false);

    await visit.drop([{ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await plainPicture('#00ff00') }]);
    await visit.finished(1);
    expect(await visit.meter('classified')).toBe(1);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length)).toBe(0);
    expect(visit.complaints).toEqual([]);
  } finally {
    await browser.close();
    await site.stop();
    await people.stop();
  }
});
