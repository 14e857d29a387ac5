import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '../../../container/node_modules/@smithy/signature-v4';
import { encodePart, encodePath, type Request, Signer } from '../../../container/src/aws/signature';

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const host = 'examplebucket.s3.amazonaws.com';
const may24 = Date.UTC(2013, 4, 24);

/** The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html. */
const documented: { request: Request; signature: string }[] = [
  {
    request: { method: 'GET', host, path: '/test.txt', headers: { range: 'bytes=0-9' } },
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    request: {
      method: 'PUT',
      host,
      path: `/${encodePath('test$file.text')}`,
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      body: 'Welcome to Amazon S3.',
    },
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  {
    request: { method: 'GET', host, path: '/', query: 'lifecycle=' },
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    request: { method: 'GET', host, path: '/', query: 'max-keys=2&prefix=J' },
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
];

const signatureOf = (headers: Readonly<Record<string, string>>) => /Signature=(\w+)$/.exec(headers.authorization)?.[1];

test.each(documented)('signs the documented example $request.method $request.path?$request.query', (example) => {
  const signer = new Signer('us-east-1', 's3');
  expect(signatureOf(signer.sign(example.request, credentials, may24))).toBe(example.signature);
});

/** What the SDK's signer takes for a hash. */
class Sha256 {
  private readonly state;
  constructor(secret?: unknown) {
    this.state = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
  }
  update(data: Uint8Array | string): void {
    this.state.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.state.digest();
  }
}

const keys = [
  'plain.jpg',
  'two words.jpg',
  ' leading and trailing ',
  'plus+sign.jpg',
  'über/straße.jpg',
  '100%.jpg',
  '%2F%20.jpg',
  '../../etc/passwd',
  './a/./b',
  'a//b///c',
  '/leading/slash',
  'ends/',
  "quote's & <tags>!*().jpg",
  'a=b&c=d?e#f;g,h:i@j$k',
  '日本語/🖼️.png',
  '~-_.tilde',
  '\u0001\t\n',
  'x'.repeat(1000),
];

test.each(keys)('signs the key %j as the SDK does', async (key) => {
  const signer = new Signer('eu-central-1', 's3');
  const temporary = { ...credentials, sessionToken: 'to/ken+=' };
  const now = Date.UTC(2026, 10, 21, 7, 8, 9);
  const path = `/bucket/${encodePath(key)}`;
  const headers = { 'content-type': 'text/plain', 'x-amz-meta-input-key': encodeURIComponent(key) };
  const query = `versionId=${encodePart('a+b/c= ü')}`;
  const own = signer.sign({ method: 'PUT', host, path, query, headers, body: key }, temporary, now);
  const sdk = new SignatureV4({
    credentials: temporary,
    region: 'eu-central-1',
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: true,
  });
  const signed = await sdk.sign(
    {
      method: 'PUT',
      protocol: 'https:',
      hostname: host,
      path,
      query: { versionId: 'a+b/c= ü' },
      headers: { ...headers, host },
      body: key,
    },
    { signingDate: new Date(now) },
  );
  expect(own.authorization).toBe(signed.headers.authorization);
});

test('a key is made anew for another day and other credentials, and signs the first again as before', () => {
  const signer = new Signer('us-east-1', 's3');
  const { request, signature } = documented[0];
  const again = () => signatureOf(signer.sign(request, credentials, may24));
  expect(again()).toBe(signature);
  const others = [
    signer.sign(request, credentials, may24 + 86_400_000),
    signer.sign(request, { ...credentials, secretAccessKey: 'another' }, may24),
  ];
  expect(new Set([signature, ...others.map(signatureOf)]).size).toBe(3);
  expect(again()).toBe(signature);
});
