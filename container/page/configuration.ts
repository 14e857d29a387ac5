import { decode } from '../../lib/contracts/schema';
import { type PageConfig, pageConfigSchema } from '../../lib/contracts/web-api';

/** Whom this page talks to; the file beside it says so. */
export async function readConfiguration(): Promise<PageConfig> {
  const answer = await fetch('./page/config.json');
  return decode(pageConfigSchema, await answer.json(), 'config.json');
}
