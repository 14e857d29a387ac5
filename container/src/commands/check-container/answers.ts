import { mediaTypeOf } from '../../http-server/body/media-type';
import type { Answer } from './ask';

/** The beginning of an answer, short enough for one line of a report. */
export function excerpt({ body }: Answer): string {
  const text = body.subarray(0, 300).toString('utf8').replace(/\s+/g, ' ').trim();
  const printable = [...text].filter((character) => character >= ' ' && character !== '\ufffd').join('');
  if (printable === '') return 'an empty body';
  return printable.length > 120 ? `"${printable.slice(0, 120)}…"` : `"${printable}"`;
}

export function described(answer: Answer): string {
  return `status ${answer.status} and ${excerpt(answer)}`;
}

/** Why the body is not of the type that the answer announces; nothing where it is, or where it cannot be told. */
export function contradiction(answer: Answer): string | undefined {
  const text = () => answer.body.toString('utf8');
  switch (mediaTypeOf(answer.headers)) {
    case '':
      return 'the answer has no Content-Type';
    case 'application/json':
      return isJson(text()) ? undefined : `it says application/json, but the body is ${excerpt(answer)}`;
    case 'application/jsonlines':
    case 'application/x-ndjson': {
      const lines = text().split('\n').filter(Boolean);
      return lines.length > 0 && lines.every(isJson) ? undefined : `the body is not JSON in lines: ${excerpt(answer)}`;
    }
    case 'text/html':
      return 'the answer is a web page: some other server or framework answers this route';
    default:
      return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
