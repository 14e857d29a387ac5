import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StartFailure } from '../../../../lib/contracts/start-failures';
import type { Finding } from './check';
import { checkImage } from './check-image';
import { checkUrl } from './check-url';
import { CommandLineEngine } from './command-line-engine';
import { smallPicture } from './payload';
import { describeFinding, isConform, summaryOf, toJson } from './report';

export interface CheckContainerOptions {
  /** An image, or the http:// URL of a server. */
  readonly place: string;
  readonly multiModel: boolean;
  readonly json: boolean;
  readonly engine?: 'podman' | 'docker';
  /** A file to send to /invocations. @default a small PNG */
  readonly payload?: string;
  /** @default image/png */
  readonly contentType?: string;
  /** A model: a folder here for an image, a path on the server for a URL. */
  readonly model?: string;
  /** Ids of the checks that are wanted. @default all */
  readonly only?: readonly string[];
  readonly out: NodeJS.WritableStream;
}

/**
 * `image-classifier check-container`: the contract of inference containers as a test of any server or image.
 *
 * @returns 0 when nothing failed, else 1
 * @throws StartFailure usage-unknown when it cannot even begin
 */
export async function checkContainer(options: CheckContainerOptions): Promise<number> {
  const { place, multiModel, json, model, only, out } = options;
  const payload = options.payload === undefined ? smallPicture : await fileAt(options.payload);
  const contentType = options.contentType ?? (options.payload === undefined ? 'image/png' : 'application/octet-stream');
  const onFinding = (finding: Finding) => {
    if (!json) out.write(describeFinding(finding));
  };
  const url = urlOf(place);
  if (!json) out.write(`Checking ${place}\n\n`);
  const findings = url
    ? await checkUrl({ url, payload, contentType, modelUrl: model, multiModel, only }, onFinding)
    : await checkImage(
        {
          image: place,
          engine: await engineOf(options.engine),
          payload,
          contentType,
          multiModel,
          only,
          model: model === undefined ? undefined : resolve(model),
        },
        onFinding,
      );
  out.write(json ? toJson(place, findings) : `\n${summaryOf(findings)}\n`);
  return isConform(findings) ? 0 : 1;
}

function urlOf(place: string): string | undefined {
  if (/^https:/i.test(place))
    throw misuse('Containers speak plain HTTP: give the http:// URL of the container itself.');
  if (!/^http:/i.test(place)) return undefined;
  if (!URL.canParse(place)) throw misuse(`${place} is no URL.`);
  return new URL(place).origin;
}

async function engineOf(wanted: 'podman' | 'docker' | undefined): Promise<CommandLineEngine> {
  for (const name of wanted ? [wanted] : (['podman', 'docker'] as const)) {
    const engine = new CommandLineEngine(name);
    if (await engine.works()) return engine;
  }
  const missing = wanted ? `${wanted} does not work` : 'Neither podman nor docker works';
  throw misuse(`${missing} here. Start the container yourself and give its URL.`);
}

async function fileAt(path: string): Promise<Buffer> {
  return await readFile(path).catch((error: Error) => {
    throw misuse(`The payload cannot be read: ${error.message}.`);
  });
}

function misuse(detail: string): StartFailure {
  return new StartFailure('usage-unknown', detail);
}
