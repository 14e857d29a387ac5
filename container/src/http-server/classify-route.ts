import { Failure } from '../../../lib/contracts/failures';
import { formField, parameters, type Route, routes } from '../../../lib/contracts/http-api';
import { type Classified, nothingFound } from '../../../lib/contracts/result';
import type { PictureFetcher } from '../access/picture-fetcher';
import { urlPicture } from '../access/url-picture';
import type { Engine } from '../inference/engine';
import type { ModelHost, Wanted } from '../model-host/model-host';
import { BufferPool } from './body/buffer-pool';
import { mediaTypeOf } from './body/media-type';
import { type FormReading, readFormFile } from './body/multipart';
import { type ByteBudget, ByteShare, readBody } from './body/request-body';
import type { Exchange } from './exchange';
import { chooseContentType } from './negotiation';
import { json, type Reply, text } from './reply';

export interface ClassifyRouteOptions {
  readonly models: Pick<ModelHost, 'use'>;
  readonly budget: ByteBudget;
  readonly maxBytes: number;
  /** Present where callers may name a URL instead of sending a picture. */
  readonly fetcher?: PictureFetcher;
}

const multipart = 'multipart/form-data';
// What `curl --data-binary` sends when nobody chose a type; the picture's own first bytes tell what it is.
const unspecific = ['', 'application/octet-stream', 'application/x-image', 'application/x-www-form-urlencoded'];

/** The routes that take a picture differ in where it stands in the body and in what they answer by default. */
export class ClassifyRoute {
  private readonly pool = new BufferPool(16 * 1_048_576);

  constructor(private readonly options: ClassifyRouteOptions) {}

  async answer(exchange: Exchange, route: Route): Promise<Reply> {
    const answerType = chooseContentType(exchange.request.headers.accept, route.answers);
    const topK = topKOf(exchange.query);
    const source = sourceOf(exchange, route, this.options.fetcher);
    const wanted: Wanted = {
      ...namedIn(exchange.query),
      ...(exchange.parameters.model === undefined ? {} : { name: exchange.parameters.model }),
      deadline: exchange.deadline,
      signal: exchange.signal,
    };
    return await this.options.models.use(wanted, async ({ classifier, scheduler }) => {
      exchange.model = classifier.model;
      // Before its body is read: a picture that will be turned away need not be sent.
      scheduler.requireRoom(exchange);
      const result = await this.classify(exchange, classifier, { topK, source, route });
      exchange.result = result;
      return answerType === 'text/plain' ? text(plainLabels(result, topK)) : json(result);
    });
  }

  private async classify(
    exchange: Exchange,
    classifier: Engine['classifier'],
    { topK, source, route }: { topK: number | undefined; source: Source; route: Route },
  ): Promise<Classified> {
    const { budget, maxBytes, fetcher } = this.options;
    const { request, signal: patience } = exchange;
    const limits = { maxBytes, budget, pool: this.pool };
    const body =
      source === 'url' && fetcher
        ? await urlPicture(exchange, fetcher, limits)
        : await readBody(request, { ...limits, signal: patience, invite: () => exchange.invite() });
    const copies = new ByteShare(budget);
    try {
      const form = { contentType: request.headers['content-type'] ?? '', copies };
      const bytes = source === 'form' ? await fileOf(body.bytes, form, route) : body.bytes;
      const { id, deadline, priority, startedAt, signal, trace } = exchange;
      return await classifier.classify(bytes, { id, topK, deadline, priority, startedAt, signal, trace });
    } finally {
      body.release();
      copies.giveBack();
    }
  }
}

/** The model that the query names, where it names one. */
export function namedIn(query: URLSearchParams): Pick<Wanted, 'name' | 'version'> {
  const name = query.get(parameters.model.name);
  const version = query.get(parameters.version.name);
  return { ...(name === null ? {} : { name }), ...(version === null ? {} : { version }) };
}

function fileOf(body: Buffer, form: Omit<FormReading, 'field'>, route: Route): Promise<Buffer> {
  return readFormFile(body, { ...form, field: route === routes.classifyForm ? formField : undefined });
}

/** The top label alone, or one line for each label that was asked for; a word of its own where nothing was found. */
function plainLabels({ labels }: Classified, topK = 1): string {
  if (labels.length === 0) return nothingFound;
  return labels
    .slice(0, topK)
    .map(({ label }) => label)
    .join('\n');
}

/** @throws Failure request-malformed */
export function topKOf(query: URLSearchParams): number | undefined {
  const value = query.get(parameters.topK.name);
  if (value === null) return undefined;
  const { minimum, maximum } = parameters.topK.schema;
  const topK = Number(value);
  if (Number.isInteger(topK) && topK >= minimum && topK <= maximum) return topK;
  throw new Failure(
    'request-malformed',
    `topK: expected a whole number from ${minimum} to ${maximum}, received "${value}".`,
  );
}

/** Where the picture is: it is the body, a part of it, or behind a URL that the body names. */
type Source = 'body' | 'form' | 'url';

function sourceOf({ request: { headers } }: Exchange, route: Route, fetcher: PictureFetcher | undefined): Source {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new Failure('content-unsupported', `Content-Encoding ${encoding} is not read.`);
  const type = mediaTypeOf(headers);
  if (type === multipart) return 'form';
  if (fetcher && type === 'application/json' && route === routes.classify) return 'url';
  const raw = type.startsWith('image/') || unspecific.includes(type);
  if (raw && route.accepts?.includes('image/*')) return 'body';
  throw new Failure(
    'content-unsupported',
    `Received ${type || 'no content type'}; this route reads ${route.accepts?.join(', ')}.`,
  );
}
