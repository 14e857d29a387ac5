import { chooseContentType } from '../../../container/src/http-server/negotiation';

const offers = ['application/json', 'text/plain'] as const;

test.each([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['text/plain', 'text/plain'],
  ['text/*', 'text/plain'],
  ['TEXT/PLAIN; charset=utf-8', 'text/plain'],
  ['application/json;q=0.5, text/plain', 'text/plain'],
  ['application/json;q=0, */*', 'text/plain'],
  ['text/html, application/xhtml+xml, */*;q=0.8', 'application/json'],
])('Accept: %s is answered with %s', (accept, expected) => {
  expect(chooseContentType(accept, offers)).toBe(expected);
});

test.each(['image/png', 'text/plain;q=0', 'application/json;q=oops'])('Accept: %s is refused', (accept) => {
  expect(() => chooseContentType(accept, offers)).toThrow(expect.objectContaining({ id: 'accept-unsupported' }));
});
