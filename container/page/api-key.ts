// Kept for as long as the page is open, and nowhere else.
let key = '';
let refused = false;

/** What every request to the server carries: the key that a person typed, where the server asks for one. */
export function keyHeaders(): Record<string, string> {
  return key === '' ? {} : { 'X-Api-Key': key };
}

export function takeKey(typed: string): void {
  key = typed.trim();
  refused = false;
}

/** To be told about every answer: 401 is how the server asks for a key, or for another one. */
export function noteAnswer({ status }: { readonly status: number }): void {
  if (status === 401) refused = true;
}

/** Whether there is no point in asking before a person has typed a key. */
export function needsKey(): boolean {
  return refused;
}
