import { parameters } from '../../../../../lib/contracts/http-api';
import type { Exchange } from '../../../http-server/exchange';

const { name, schema } = parameters.customAttributes;

/** What the caller attached to the request, as far as the platform allows it: visible ASCII of limited length. */
export function customAttributesOf({ headers }: Pick<Exchange['request'], 'headers'>): string | undefined {
  const text = headers[name.toLowerCase()];
  return typeof text === 'string' && text.length <= schema.maxLength && /^[\x20-\x7e]*$/.test(text) ? text : undefined;
}

/** The platform drops the attributes unless the container answers with some of its own: the caller gets back what it sent. */
export function echoCustomAttributes({ request, response }: Exchange): void {
  const attributes = customAttributesOf(request);
  if (attributes !== undefined) response.setHeader(name, attributes);
}
