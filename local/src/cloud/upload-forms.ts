import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendS3Error } from './s3-error';
import { objectPath } from './service-call';

/** What a form may not do, as S3 names it. */
interface Breach {
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
}

/**
 * Holds uploads by HTML form to their policy, as S3 does: unexpired, every condition met, the size within its range. The
 * answer names the new object in `Location`.
 */
export function addUploadForms(app: FastifyInstance): void {
  app.addHook('preHandler', async (request, reply) => {
    const { bucket } = request.params as { bucket?: string };
    const type = request.headers['content-type'] ?? '';
    if (request.method !== 'POST' || !bucket || !type.startsWith('multipart/form-data')) return;
    const form = await new Response(new Uint8Array(request.body as Buffer), {
      headers: { 'Content-Type': type },
    }).formData();
    const breach = breachOf(form, bucket);
    if (breach) return sendS3Error(reply, breach.status, breach.code, breach.detail);
    const base = `http://${(request as FastifyRequest).headers.host ?? 'localhost'}`;
    reply.header('Location', `${base}${objectPath(bucket, String(form.get('key')))}`);
  });
}

function breachOf(form: FormData, bucket: string): Breach | undefined {
  const text = form.get('Policy');
  const file = form.get('file');
  if (typeof text !== 'string' || !(file instanceof Blob)) return { status: 403, code: 'AccessDenied' };
  const { expiration, conditions } = JSON.parse(Buffer.from(text, 'base64').toString()) as {
    expiration: string;
    conditions: (Record<string, string> | [kind: string, first: string | number, second: string | number])[];
  };
  const denied = (detail: string) => ({
    status: 403,
    code: 'AccessDenied',
    detail: `Invalid according to Policy: ${detail}`,
  });
  if (Date.parse(expiration) < Date.now()) return denied('Policy expired.');
  const named = new Set(['policy', 'x-amz-signature', 'file']);
  for (const condition of conditions) {
    const [kind, first, second] = Array.isArray(condition) ? condition : exact(condition);
    if (kind === 'content-length-range') {
      if (file.size < Number(first)) return { status: 400, code: 'EntityTooSmall' };
      if (file.size > Number(second)) return { status: 400, code: 'EntityTooLarge' };
      continue;
    }
    const field = String(first).slice(1);
    named.add(field.toLowerCase());
    const value = field === 'bucket' ? bucket : String(form.get(field) ?? '');
    const holds = kind === 'eq' ? value === second : value.startsWith(String(second));
    if (!holds) return denied(`Policy Condition failed: ["${kind}", "$${field}", "${second}"]`);
  }
  const extra = [...form.keys()].find((field) => !named.has(field.toLowerCase()));
  return extra === undefined ? undefined : denied(`Extra input fields: ${extra}`);
}

function exact(condition: Record<string, string>): [string, string, string] {
  const [[field, value]] = Object.entries(condition);
  return ['eq', `$${field}`, value];
}
