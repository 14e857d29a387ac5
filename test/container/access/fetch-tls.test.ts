import { selfSigned } from './certificate';
import { fetcherFor, type PictureHost, publicAddress, startPictureHost } from './picture-host';

let host: PictureHost | undefined;
afterEach(() => host?.close());

const names = { 'shop.example': [[publicAddress]], 'other.example': [[publicAddress]] };
const rules = { allowHttp: false };

async function startTlsHost(name: string) {
  const certificate = selfSigned(name);
  const asked: unknown[] = [];
  host = await startPictureHost(
    (request, response) => {
      asked.push(Reflect.get(request.socket, 'servername'));
      response.end(`bytes for ${request.headers.host}`);
    },
    names,
    certificate,
  );
  return { network: host.network, authorities: certificate.cert, asked };
}

test('over https, a host proves its name although the connection went to an address', async () => {
  const { network, authorities, asked } = await startTlsHost('shop.example');
  const { fetch } = fetcherFor({ ...network, authorities }, { rules });
  expect(String(await fetch('https://shop.example/a.jpg'))).toBe('bytes for shop.example');
  expect(asked).toEqual(['shop.example']);
  const unproven = expect.objectContaining({ id: 'url-unreachable', message: expect.stringContaining('ALTNAME') });
  await expect(fetch('https://other.example/a.jpg')).rejects.toEqual(unproven);
});

test('a host that is named by its address proves that address', async () => {
  const { network, authorities } = await startTlsHost(publicAddress);
  const { fetch } = fetcherFor({ ...network, authorities }, { rules });
  expect(String(await fetch(`https://${publicAddress}/a.jpg`))).toBe(`bytes for ${publicAddress}`);
  await expect(fetch('https://8.8.8.8/a.jpg')).rejects.toEqual(expect.objectContaining({ id: 'url-unreachable' }));
});

test('a certificate that nobody vouches for is refused', async () => {
  const { network } = await startTlsHost('shop.example');
  const unknown = expect.objectContaining({ id: 'url-unreachable', message: expect.stringContaining('SELF_SIGNED') });
  await expect(fetcherFor(network, { rules }).fetch('https://shop.example/')).rejects.toEqual(unknown);
});

test('a redirect from https down to http is refused where http is', async () => {
  const certificate = selfSigned('shop.example');
  host = await startPictureHost(
    (_, response) => response.writeHead(302, { Location: 'http://shop.example/' }).end(),
    names,
    certificate,
  );
  const { fetch } = fetcherFor({ ...host.network, authorities: certificate.cert }, { rules });
  await expect(fetch('https://shop.example/')).rejects.toEqual(expect.objectContaining({ id: 'url-refused' }));
});
