import { Signer } from './signature';
import type { Place } from './signed-client';

/** The parts of the SDK's requests that say where it sends them. */
export interface ResolvedRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Takes the place of a network: a client of the SDK that has it asks nobody, and tells what it would have sent. */
export class RequestCapture {
  captured: ResolvedRequest | undefined;

  async handle(request: unknown): Promise<never> {
    this.captured = request as ResolvedRequest;
    throw new Error('captured');
  }

  /**
   * Where `ask` would have sent its request, as the SDK found it in environment, files, bucket name and region.
   *
   * @param path what follows the prefix in the path of that request
   * @throws what kept the SDK from sending it, such as missing credentials
   */
  async placeOf(ask: () => Promise<unknown>, path: string): Promise<Place> {
    const problem = await ask().catch((error: Error) => error);
    if (!this.captured) throw problem;
    const { protocol, hostname, port = 0, path: whole, headers } = this.captured;
    const scope = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;
    const [, region, service] = scope.exec(headers.authorization ?? '') ?? [];
    if (region === undefined || service === undefined || !whole.endsWith(path)) {
      throw new Error(`requests to ${hostname} need a signature that is not known here`);
    }
    const prefix = whole.slice(0, whole.length - path.length);
    const literal = hostname.replace(/^\[|\]$/g, '');
    return {
      secure: protocol === 'https:',
      hostname: literal,
      port,
      host: headers.host,
      prefix,
      signer: new Signer(region, service),
    };
  }
}
