import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Failure } from '../../../lib/contracts/failures';
import { pagePolicy } from '../../../lib/contracts/page-policy';
import type { Reply } from './reply';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

const headers = {
  'Content-Security-Policy': pagePolicy(),
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/** The page and its files, read once: nothing a caller writes in a path ever reaches the file system. */
export class PageFiles {
  private readonly files = new Map<string, Reply>();

  constructor(folder: string) {
    for (const name of readdirSync(folder)) {
      const contentType = contentTypes[extname(name)];
      if (contentType)
        this.files.set(name, { status: 200, contentType, headers, body: readFileSync(join(folder, name)) });
    }
  }

  /** @throws Failure route-unknown */
  file(name: string): Reply {
    const reply = this.files.get(name);
    if (reply) return reply;
    throw new Failure('route-unknown', `The page has no file ${name.slice(0, 100)}.`);
  }
}
