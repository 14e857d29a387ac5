import { Failure } from '../../../../lib/contracts/failures';
import { parameters } from '../../../../lib/contracts/http-api';
import { object, string } from '../../../../lib/contracts/schema';
import { readJson } from '../../http-server/body/json-body';
import type { Exchange } from '../../http-server/exchange';
import { json, type Reply } from '../../http-server/reply';
import type { PlatformModels, PostedModel } from '../../model-host/platform-models';
import { within } from '../../model-host/within';

/** A platform may say more than this, such as `gpu_id`. */
const posted = object({ model_name: string({ max: 256 }), url: string({ max: 4096 }) }, { others: 'ignored' });
const defaultLimit = 100;

/** `/models` as Amazon SageMaker calls it; bodies are those of the multi-model server its toolkits were written for. */
export class ModelRoutes {
  /** @param models nothing where the server does not take models from a platform */
  constructor(private readonly models: PlatformModels | undefined) {}

  async load(exchange: Exchange): Promise<Reply> {
    const { model_name: name, url } = await readJson(exchange, posted);
    await within(this.platform.post({ name, url }), { signal: exchange.signal });
    return json({ status: 'Workers scaled' });
  }

  list({ query }: Exchange): Reply {
    // Under every other kind of host the list is simply empty: a platform asks before it knows.
    const all = this.models?.posted ?? [];
    const limit = limitOf(query);
    const after = tokenOf(query);
    const rest = after === undefined ? all : all.filter(({ name }) => name > after);
    const page = rest.slice(0, limit);
    const last = page[page.length - 1];
    return json({
      models: page.map(described),
      ...(rest.length > limit && last ? { nextPageToken: Buffer.from(last.name).toString('base64url') } : {}),
    });
  }

  show({ parameters: { model } }: Exchange): Reply {
    const found = this.platform.posted.find(({ name }) => name === model);
    if (!found) throw new Failure('model-unknown', `The model ${model.slice(0, 300)} is not loaded.`);
    return json(described(found));
  }

  async unload({ parameters: { model }, signal }: Exchange): Promise<Reply> {
    await within(this.platform.unload(model), { signal });
    return json({ status: `Model "${model}" unregistered` });
  }

  private get platform(): PlatformModels {
    if (this.models) return this.models;
    throw new Failure('model-control-off');
  }
}

function described({ name, url }: PostedModel) {
  return { modelName: name, modelUrl: url };
}

function limitOf(query: URLSearchParams): number {
  const { name, schema } = parameters.pageLimit;
  const text = query.get(name);
  if (text === null) return defaultLimit;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= schema.minimum) return Math.min(limit, schema.maximum);
  throw new Failure(
    'request-malformed',
    `${name}: expected a whole number from ${schema.minimum}, received "${text}".`,
  );
}

function tokenOf(query: URLSearchParams): string | undefined {
  const token = query.get(parameters.pageToken.name);
  return token === null ? undefined : Buffer.from(token, 'base64url').toString('utf8');
}
