/** The page's content security policy: nothing inline, nothing from elsewhere; `connect` are further hosts it may ask. */
export function pagePolicy(connect: readonly string[] = []): string {
  const sources = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' blob: data:",
    'connect-src': ["'self'", ...connect].join(' '),
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  return Object.entries(sources)
    .map((source) => source.join(' '))
    .join('; ');
}
