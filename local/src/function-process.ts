import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the host asks for and gets back; one at a time. */
export interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly deadline: number;
  readonly arn: string;
}
export type Outcome = { readonly result: unknown } | { readonly error: string };

type Handler = (event: unknown, context: object) => unknown;

/** Runs the handler of one function: `node function-process.js <folder> <file.export>`. */
const [folder, handlerName] = process.argv.slice(2);
const loading = load();
loading.catch(() => {});

// The host is gone.
process.on('disconnect', () => process.exit());
process.on('message', ({ id, event, deadline, arn }: Invocation) => {
  const context = {
    awsRequestId: id,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    invokedFunctionArn: arn,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  const run = async () => (await loading)(event, context);
  run().then(
    (result) => process.send?.({ result: result ?? null } satisfies Outcome),
    (error: Error) => process.send?.({ error: error?.stack ?? String(error) } satisfies Outcome),
  );
});

async function load(): Promise<Handler> {
  const dot = handlerName.lastIndexOf('.');
  const [file, name] = [handlerName.slice(0, dot), handlerName.slice(dot + 1)];
  const path = ['.js', '.mjs', '.cjs']
    .map((end) => join(folder, file + end))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`${folder} has no ${file}.js`);
  const loaded = await import(pathToFileURL(path).href);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== 'function') throw new Error(`${path} exports no function ${name}`);
  return handler;
}
