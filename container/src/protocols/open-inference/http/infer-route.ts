import { BufferPool } from '../../../http-server/body/buffer-pool';
import { type ByteBudget, ByteShare, readBody } from '../../../http-server/body/request-body';
import type { Exchange } from '../../../http-server/exchange';
import type { Reply } from '../../../http-server/reply';
import type { ServedModel } from '../inference';
import type { InferenceRequest } from '../inference-request';
import type { InferenceService } from '../inference-service';
import { requireTaken, tensorsOf } from '../model-tensors';
import type { AnnouncedTensor } from '../tensor';
import { answerEncoding, compressBody, encodings, inflateBody, requestEncoding } from './content-encoding';
import { jsonLengthOf, lengthHeader, sagemakerType } from './inference-header';
import { rawRequest } from './raw-request';
import { readInferenceRequest } from './request-body';
import { writeAnswer } from './response-body';

export interface InferRouteOptions {
  readonly service: InferenceService;
  readonly budget: ByteBudget;
  readonly maxBytes: number;
}

interface Lent {
  release(): void;
}

/** Inference over HTTP: a body of JSON, of JSON and binary data, or of one bare tensor or picture. */
export class InferRoute {
  private readonly pool = new BufferPool(16 * 1_048_576);

  constructor(private readonly options: InferRouteOptions) {}

  /** Whether this is how SageMaker passes an inference request on. */
  static reads({ request: { headers } }: Exchange): boolean {
    return headers['content-type']?.toLowerCase().startsWith(sagemakerType) ?? false;
  }

  async answer(exchange: Exchange): Promise<Reply> {
    const { headers } = exchange.request;
    const { model: name, version } = exchange.parameters;
    const { startedAt, deadline, priority, signal, trace } = exchange;
    let binary: (output: string) => boolean = () => false;
    const lent: Lent[] = [];
    try {
      const read = async (model: ServedModel) => {
        exchange.model = { name: model.name, version: model.version };
        const request = await this.read(exchange, model, lent);
        const own = new Map(request.outputs.map((output) => [output.name, output.binary]));
        binary = (output) => own.get(output) ?? request.binaryOutputs;
        return request;
      };
      const answer = await this.options.service.infer(
        { name, version },
        { startedAt, deadline, priority, signal, trace },
        read,
      );
      const { body, jsonLength } = await writeAnswer(answer, binary);
      const compressed = await compressBody(body, answerEncoding(headers['accept-encoding']));
      return {
        status: 200,
        contentType: contentTypeOf(headers['content-type'], jsonLength),
        headers: {
          ...compressed.headers,
          ...(jsonLength !== undefined && { [lengthHeader]: String(jsonLength) }),
        },
        body: compressed.body,
      };
    } finally {
      for (const piece of lent) piece.release();
    }
  }

  private async read(exchange: Exchange, model: ServedModel, lent: Lent[]): Promise<InferenceRequest> {
    const { request, signal } = exchange;
    const { budget, maxBytes } = this.options;
    const encoding = encodingOf(exchange);
    const limits = { maxBytes, budget, pool: this.pool };
    const sent = await readBody(request, { ...limits, signal, invite: () => exchange.invite() });
    lent.push(sent);
    const body = encoding === undefined ? sent : await inflateBody(sent.bytes, encoding, limits);
    if (body !== sent) lent.push(body);
    const jsonLength = jsonLengthOf(request.headers, body.bytes.length);
    if (jsonLength === 0) return rawRequest(body.bytes, model.description);
    const tensors = tensorsOf(model.description);
    const copies = new ByteShare(budget);
    lent.push({ release: () => copies.giveBack() });
    const admission = {
      admit: (tensor: AnnouncedTensor) => requireTaken(tensor, tensors),
      take: (bytes: number) => copies.take(bytes),
    };
    return await readInferenceRequest({ body: body.bytes, jsonLength, admission });
  }
}

function encodingOf({ request, response }: Exchange) {
  try {
    return requestEncoding(request.headers['content-encoding']);
  } catch (error) {
    // RFC 9110, section 15.5.16: what would have been read.
    response.setHeader('Accept-Encoding', encodings.join(', '));
    throw error;
  }
}

function contentTypeOf(asked: string | undefined, jsonLength: number | undefined): string {
  if (jsonLength === undefined) return 'application/json';
  return asked?.toLowerCase().startsWith(sagemakerType)
    ? `${sagemakerType};json-header-size=${jsonLength}`
    : 'application/octet-stream';
}
