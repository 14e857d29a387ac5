import type { FleetConfig } from '../../../lib/contracts/web-api';
import { takeKey } from '../api-key';

type Cognito = Extract<FleetConfig['access'], { kind: 'cognito' }>;

// Kept for as long as the page is open, and nowhere else.
let token = '';

export function signInHeaders(): Record<string, string> {
  return token === '' ? {} : { Authorization: `Bearer ${token}` };
}

const home = () => `${location.origin}${location.pathname}`;

/** Goes to the sign-in page of Amazon Cognito: authorization code with PKCE, because a page cannot keep a secret. */
export async function goToSignIn({ address, client }: Cognito): Promise<void> {
  const verifier = randomText();
  const state = randomText();
  sessionStorage.setItem(state, verifier);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client,
    redirect_uri: home(),
    scope: 'openid',
    state,
    code_challenge_method: 'S256',
    code_challenge: base64Url(new Uint8Array(digest)),
  });
  location.assign(`${address}/oauth2/authorize?${query}`);
}

/** Back from there: takes the token for the code in the address. */
export async function finishSignIn({ address, client }: Cognito): Promise<void> {
  const query = new URLSearchParams(location.search);
  const state = query.get('state') ?? '';
  const [code, verifier] = [query.get('code'), sessionStorage.getItem(state)];
  if (!code || !verifier) return;
  sessionStorage.removeItem(state);
  history.replaceState(null, '', home());
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: client,
    redirect_uri: home(),
    code,
    code_verifier: verifier,
  });
  const answer = await fetch(`${address}/oauth2/token`, { method: 'POST', body });
  if (!answer.ok) return;
  const { access_token: found } = (await answer.json()) as { access_token?: unknown };
  if (typeof found === 'string') token = found;
  takeKey('');
}

function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(48)));
}

function base64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
