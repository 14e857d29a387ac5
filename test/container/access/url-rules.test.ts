import { allowedUrl, hostProblem } from '../../../container/src/access/url-rules';

const strict = { allowHttp: false };

test.each([
  ['no URL', 'not a url', 'no URL'],
  ['http', 'http://shop.example/a.jpg', 'Only https'],
  ['a file', 'file:///etc/passwd', 'Only https'],
  ['data', 'data:image/png;base64,AAAA', 'Only https'],
  ['another port', 'https://shop.example:8443/', 'port'],
  ['the port of http', 'https://shop.example:80/', 'port'],
  ['a user name', 'https://user@shop.example/', 'user name or a password'],
  ['a password', 'https://:secret@shop.example/', 'user name or a password'],
  ['no host', 'https:///', 'no URL'],
])('refuses %s', (_, url, reason) => {
  expect(() => allowedUrl(url, strict)).toThrow(reason);
});

test('takes the port of the scheme, written or not, and leaves out the fragment', () => {
  expect(allowedUrl('https://shop.example:443/a.jpg?b=1#c', strict).href).toBe('https://shop.example/a.jpg?b=1');
  expect(allowedUrl('http://shop.example:80/', { allowHttp: true }).href).toBe('http://shop.example/');
});

test('with a list of hosts, fetches from these alone', () => {
  const rules = { allowHttp: false, hosts: ['shop.example', '*.cdn.example'] };
  for (const host of ['shop.example', 'SHOP.example', 'shop.example.', 'a.cdn.example', 'a.b.cdn.example']) {
    expect(allowedUrl(`https://${host}/`, rules).pathname).toBe('/');
  }
  for (const host of [
    'cdn.example',
    'evilcdn.example',
    '.cdn.example',
    'shop.example.evil.example',
    'a.shop.example',
    '8.8.8.8',
  ]) {
    expect(() => allowedUrl(`https://${host}/`, rules)).toThrow('IMAGE_CLASSIFIER_URL_HOSTS');
  }
});

test('never repeats the path or the query of a URL, which may hold a signature', () => {
  expect(() => allowedUrl('https://shop.example:1/path?signature=secret', strict)).toThrow(
    expect.objectContaining({ message: expect.not.stringMatching(/path|secret/) }),
  );
});

test('a list of hosts holds names, not URLs', () => {
  expect(['shop.example', '*.shop.example', 'localhost', 'a-b.example'].map(hostProblem)).toEqual(
    Array(4).fill(undefined),
  );
  for (const entry of [
    'https://shop.example',
    'shop.example/',
    'shop.example:443',
    '*',
    '*.',
    'a..b',
    '-a.example',
    '',
  ]) {
    expect([entry, hostProblem(entry)]).toEqual([entry, expect.stringContaining('expected a host name')]);
  }
});
