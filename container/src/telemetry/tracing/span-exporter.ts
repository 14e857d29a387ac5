import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface SpanExporterOptions {
  readonly endpoint: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Makes the body of a request from spans. */
  readonly encode: (spans: readonly object[]) => string;
  /** Told of spans that were lost: the line was `full`, or the export `failed`. */
  readonly onDropped: (reason: 'full' | 'failed', spans: number, detail: string) => void;
  /** How long spans wait for company, in milliseconds. */
  readonly delayMs?: number;
  /** How long one export may take, in milliseconds. */
  readonly timeoutMs?: number;
}

const mostWaiting = 2048;
const mostPerExport = 512;
/** What a collector says about an export is a line; more is not read. */
const mostAnswerBytes = 65_536;

/**
 * Brings spans to a collector in the background. Nothing ever waits for it: one export at a time, and spans that find the
 * line full, or whose export fails, are lost and counted. No export is tried twice.
 */
export class SpanExporter {
  private waiting: object[] = [];
  private exporting: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly agent: HttpAgent;

  constructor(private readonly options: SpanExporterOptions) {
    const Agent = options.endpoint.protocol === 'https:' ? HttpsAgent : HttpAgent;
    this.agent = new Agent({ keepAlive: true, maxSockets: 1 });
  }

  add(spans: readonly object[]): void {
    if (this.waiting.length + spans.length > mostWaiting) {
      this.options.onDropped('full', spans.length, `${mostWaiting} spans wait already`);
      return;
    }
    this.waiting.push(...spans);
    if (this.waiting.length >= mostPerExport) this.start();
    else if (!this.timer) {
      this.timer = setTimeout(() => this.start(), this.options.delayMs ?? 5000);
      this.timer.unref();
    }
  }

  /** Sends what waits, for at most `milliseconds`; what is left then is lost. */
  async stop(milliseconds: number): Promise<void> {
    const deadline = performance.now() + milliseconds;
    while (this.waiting.length > 0 || this.exporting !== undefined) {
      const left = deadline - performance.now();
      if (left <= 0) break;
      this.start();
      let timer: NodeJS.Timeout | undefined;
      const timeIsUp = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, left);
      });
      await Promise.race([this.exporting, timeIsUp]);
      clearTimeout(timer);
    }
    clearTimeout(this.timer);
    if (this.waiting.length > 0) this.options.onDropped('failed', this.waiting.length, 'the server ended');
    this.agent.destroy();
  }

  private start(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.exporting !== undefined || this.waiting.length === 0) return;
    const spans = this.waiting.splice(0, mostPerExport);
    this.exporting = this.send(spans)
      .then(
        (rejected) => {
          if (rejected > 0) this.options.onDropped('failed', rejected, 'the collector rejected them');
        },
        (error: Error) => this.options.onDropped('failed', spans.length, error.message),
      )
      .finally(() => {
        this.exporting = undefined;
        if (this.waiting.length >= mostPerExport) this.start();
        else if (this.waiting.length > 0) this.add([]);
      });
  }

  /** @returns how many spans the collector took note of but did not keep */
  private send(spans: readonly object[]): Promise<number> {
    const { endpoint, headers, encode, timeoutMs = 10_000 } = this.options;
    const body = encode(spans);
    const request = endpoint.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const outgoing = request(endpoint, {
        method: 'POST',
        agent: this.agent,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { ...headers, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
      });
      outgoing.on('error', reject);
      outgoing.once('response', (response) => {
        answerOf(response).then((text) => {
          if (response.statusCode === 200) resolve(rejectedSpans(text));
          else reject(new Error(`the collector answered ${response.statusCode}`));
        }, reject);
      });
      outgoing.end(body);
    });
  }
}

async function answerOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
    if (text.length > mostAnswerBytes) throw new Error('the collector answered without end');
  }
  return text;
}

function rejectedSpans(text: string): number {
  try {
    return Number(JSON.parse(text).partialSuccess?.rejectedSpans ?? 0) || 0;
  } catch {
    return 0;
  }
}
