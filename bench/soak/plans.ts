import type { Random } from '../../container/src/drawing/random';
import { type BadInput, formWith } from './bad-inputs';

/** When the caller hangs up, if at all. */
export type HangUp = 'before the body' | 'in the body' | 'while waiting' | 'in the answer';
export const hangUps: readonly HangUp[] = ['before the body', 'in the body', 'while waiting', 'in the answer'];

/** One request, ready to be sent, and what its caller was promised. */
export interface Plan {
  readonly id: string;
  /** A row of the summary. */
  readonly group: string;
  readonly head: Buffer;
  readonly body: Buffer;
  readonly hangUp?: HangUp;
  readonly expected: Expected;
  readonly freshConnection: boolean;
  /** Whether the server can tell it is a request and counts it. */
  readonly counted: boolean;
}

export type Expected =
  | { readonly status: 200; readonly labels: number; readonly type: 'json' | 'text' | 'tensors' | 'boxes' }
  | { readonly status: number; readonly failure: string };

interface Shape {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** What requests are made of. */
export interface Material {
  readonly random: Random;
  /** In any format that the server accepts. */
  readonly pictures: readonly Buffer[];
  readonly bad: readonly BadInput[];
  readonly model: {
    readonly name: string;
    /** The name of its input. */
    readonly input: string;
    readonly labels: readonly string[];
    /** How many labels it answers by default. */
    readonly topK: number;
  };
}

/** Draws requests by chance: good ones in all their forms, bad ones, and some whose caller hangs up. */
export class Planner {
  private count = 0;

  constructor(private readonly material: Material) {}

  next(): Plan {
    const { random, bad } = this.material;
    const chance = random.next();
    if (chance < 0.25) return this.refused(random.pick(bad));
    if (chance < 0.5) return { ...this.good(), ...this.leaving(random.pick(hangUps)) };
    return this.good();
  }

  /** A request that must be answered with labels. */
  good(): Plan {
    const { random, pictures, model } = this.material;
    const picture = random.pick(pictures);
    const topK = random.chance(0.5) ? random.whole(1, 3) : undefined;
    const query = topK === undefined ? '' : `?topK=${topK}`;
    const labels = topK ?? model.topK;
    const raw = { path: `/classify${query}`, headers: { 'Content-Type': typeOf(picture) }, body: picture };
    const form = { 'Content-Type': 'multipart/form-data; boundary=seam' };
    const forms: [string, Shape, Expected][] = [
      ['raw body', raw, { status: 200, labels, type: 'json' }],
      ['raw body', raw, { status: 200, labels, type: 'json' }],
      [
        'text answer',
        { ...raw, headers: { ...raw.headers, Accept: 'text/plain' } },
        { status: 200, labels: topK ?? 1, type: 'text' },
      ],
      [
        'multipart',
        { path: `/classify${query}`, headers: form, body: formWith('picture', picture) },
        { status: 200, labels, type: 'json' },
      ],
      [
        'form of the page',
        { path: '/', headers: form, body: formWith('myfile', picture) },
        { status: 200, labels: 1, type: 'text' },
      ],
      [
        'invocations',
        { path: `/invocations${query}`, headers: { 'Content-Type': 'application/x-image' }, body: picture },
        { status: 200, labels, type: 'json' },
      ],
      [
        'chunked body',
        { ...raw, headers: { ...raw.headers, 'Transfer-Encoding': 'chunked' }, body: inChunks(picture) },
        { status: 200, labels, type: 'json' },
      ],
      [
        'expect continue',
        { ...raw, headers: { ...raw.headers, Expect: '100-continue' } },
        { status: 200, labels, type: 'json' },
      ],
      [
        'open inference',
        {
          path: `/v2/models/${model.name}/infer`,
          headers: { 'Content-Type': 'application/json' },
          body: openInference(model.input, picture),
        },
        { status: 200, labels: model.labels.length, type: 'tensors' },
      ],
    ];
    const [group, shape, expected] = random.pick(forms);
    return { group, expected, counted: true, ...this.sent(shape) };
  }

  /** A picture for another model of the same server. */
  of(model: string, expected: Expected): Plan {
    const body = this.material.random.pick(this.material.pictures);
    const headers = { 'Content-Type': typeOf(body) };
    const shape = { path: `/classify?model=${model}`, headers, body };
    return { group: `model ${model}`, expected, counted: true, ...this.sent(shape) };
  }

  private refused(input: BadInput): Plan {
    const { name, status, failure, raw } = input;
    const plan = { group: `bad: ${name}`, expected: { status, failure }, counted: raw === undefined };
    if (raw === undefined) return { ...plan, ...this.sent(input) };
    return { ...plan, id: 'unknown', head: Buffer.from(raw), body: Buffer.alloc(0), freshConnection: true };
  }

  private leaving(hangUp: HangUp): Pick<Plan, 'group' | 'hangUp' | 'freshConnection'> {
    return { group: `hangs up ${hangUp}`, hangUp, freshConnection: true };
  }

  private sent({ method = 'POST', path = '/classify', headers = {}, body = Buffer.alloc(0) }: Shape) {
    this.count += 1;
    const id = `soak-${this.count}`;
    const chunked = 'Transfer-Encoding' in headers;
    const length = chunked || method === 'GET' ? {} : { 'Content-Length': String(body.length) };
    const fields = Object.entries({ Host: 'soak', 'X-Request-Id': id, ...length, ...headers });
    const lines = [`${method} ${path} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`), '', ''];
    return { id, head: Buffer.from(lines.join('\r\n')), body, freshConnection: this.material.random.chance(0.3) };
  }
}

function typeOf(picture: Buffer): string {
  return picture[0] === 0xff ? 'image/jpeg' : 'application/octet-stream';
}

function openInference(name: string, picture: Buffer): Buffer {
  const parameters = { content_type: 'base64' };
  const data = [picture.toString('base64')];
  return Buffer.from(JSON.stringify({ inputs: [{ name, shape: [1], datatype: 'BYTES', parameters, data }] }));
}

function inChunks(bytes: Buffer): Buffer {
  const size = Math.ceil(bytes.length / 5);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.subarray(at, at + size);
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
