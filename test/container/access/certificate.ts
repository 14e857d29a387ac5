import { generateKeyPairSync, sign } from 'node:crypto';

/**
 * A certificate that vouches for itself, good for an hour, for one DNS name or one IPv4 address; the DER of RFC 5280
 * written by hand, as far as it is needed.
 */
export function selfSigned(name: string): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(0x30, object('2a8648ce3d040302'));
  const subject = der(0x30, der(0x31, der(0x30, object('550403'), der(0x0c, Buffer.from('test')))));
  const address = /^[\d.]+$/.test(name);
  const alternative = der(
    0x30,
    address ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name)),
  );
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1)),
    algorithm,
    subject,
    der(0x30, time(-3600), time(3600)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, der(0x30, object('551d11'), der(0x04, alternative)))),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = der(0x30, body, algorithm, der(0x03, Buffer.of(0), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function object(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function time(seconds: number): Buffer {
  const digits = new Date(Date.now() + seconds * 1000).toISOString().replace(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(digits));
}
