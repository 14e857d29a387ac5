import sharp from '../../container/node_modules/sharp';

/** A request that must be refused: with this status and, in the body, this failure id and its advice. */
export interface BadInput {
  readonly name: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly status: number;
  readonly failure: string;
  /** Not valid HTTP: sent as it is; nothing after it can be served on the same connection. */
  readonly raw?: string;
}

const jpeg = { 'Content-Type': 'image/jpeg' };
const form = { 'Content-Type': 'multipart/form-data; boundary=seam' };

/** A form with one file. */
export function formWith(field: string, file: Buffer): Buffer {
  const head = `--seam\r\nContent-Disposition: form-data; name="${field}"; filename="a.jpg"\r\n`;
  return Buffer.concat([Buffer.from(`${head}Content-Type: image/jpeg\r\n\r\n`), file, Buffer.from('\r\n--seam--\r\n')]);
}

/** A real, small file whose header claims 60000 x 60000 pixels. */
async function headerBomb(): Promise<Buffer> {
  const png = await plain('png');
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  return png;
}

function plain(format: 'png' | 'webp' | 'gif' | 'tiff'): Promise<Buffer> {
  const colour = { width: 64, height: 64, channels: 3 as const, background: 'teal' };
  return sharp({ create: colour }).toFormat(format).toBuffer();
}

/** Everything a caller may get wrong, made from one good JPEG. */
export async function badInputs(good: Buffer): Promise<BadInput[]> {
  const [png, webp, gif, tiff] = await Promise.all([plain('png'), plain('webp'), plain('gif'), plain('tiff')]);
  const picture = (name: string, body: Buffer, status: number, failure: string): BadInput => ({
    name,
    headers: jpeg,
    body,
    status,
    failure,
  });
  const protocol = (name: string, change: Partial<BadInput>, status: number, failure: string): BadInput => ({
    ...picture(name, good, status, failure),
    ...change,
  });
  return [
    picture('empty body', Buffer.alloc(0), 400, 'image-missing'),
    picture('text', Buffer.from('this is no picture'), 415, 'image-unsupported'),
    picture('svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 415, 'image-unsupported'),
    picture('pdf', Buffer.from('%PDF-1.7\n1 0 obj'), 415, 'image-unsupported'),
    picture('format not switched on', tiff, 415, 'image-unsupported'),
    picture('JPEG cut in its header', good.subarray(0, 100), 422, 'image-unreadable'),
    picture('JPEG cut in its middle', good.subarray(0, good.length >> 1), 422, 'image-unreadable'),
    picture('PNG cut', png.subarray(0, png.length - 30), 422, 'image-unreadable'),
    picture('WebP cut', webp.subarray(0, webp.length >> 1), 422, 'image-unreadable'),
    picture('GIF cut in its header', gif.subarray(0, 8), 422, 'image-unreadable'),
    picture('header bomb', await headerBomb(), 413, 'image-too-many-pixels'),
    picture('two magic bytes', good.subarray(0, 2), 415, 'image-unsupported'),
    protocol('announced too large', { headers: { ...jpeg, 'Content-Length': '99000000' } }, 413, 'image-too-large'),
    protocol('content type', { headers: { 'Content-Type': 'application/json' } }, 415, 'content-unsupported'),
    protocol('content encoding', { headers: { ...jpeg, 'Content-Encoding': 'gzip' } }, 415, 'content-unsupported'),
    protocol('form without boundary', { headers: { 'Content-Type': 'multipart/form-data' } }, 400, 'request-malformed'),
    protocol('form that is none', { headers: form }, 400, 'request-malformed'),
    protocol('form cut', { headers: form, body: formWith('file', good).subarray(0, 500) }, 400, 'request-malformed'),
    protocol('field', { path: '/', headers: form, body: formWith('other', good) }, 400, 'request-malformed'),
    protocol('topK=0', { path: '/classify?topK=0' }, 400, 'request-malformed'),
    protocol('topK=many', { path: '/classify?topK=many' }, 400, 'request-malformed'),
    protocol('timeout', { headers: { ...jpeg, 'X-Request-Timeout-Ms': 'soon' } }, 400, 'request-malformed'),
    protocol('accept', { headers: { ...jpeg, Accept: 'image/png' } }, 406, 'accept-unsupported'),
    protocol('route', { path: '/classify/it' }, 404, 'route-unknown'),
    protocol('method', { method: 'PUT' }, 405, 'method-unsupported'),
    protocol('page file', { method: 'GET', path: '/page/..%2fmain.js', body: undefined }, 404, 'route-unknown'),
    { name: 'no HTTP', raw: 'HELLO\r\n\r\n', status: 400, failure: 'request-malformed' },
    {
      name: 'headers without end',
      raw: `POST /classify HTTP/1.1\r\nHost: soak\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`,
      status: 400,
      failure: 'request-malformed',
    },
  ];
}
