import { endpointCheckSchema } from '../../lib/contracts/custom-resources/endpoint-check';
import { endpointGuardSchema } from '../../lib/contracts/custom-resources/endpoint-guard';
import { modelArchiveSchema } from '../../lib/contracts/custom-resources/model-archive';
import { decode, type Schema } from '../../lib/contracts/schema';
import { endpoints } from '../every-endpoint';
import { resolve, type Template } from '../iam/rights';
import { endpointTemplate } from './synthesized-endpoint';

const schemas: Readonly<Record<string, Schema<object>>> = {
  'Custom::ImageClassifierEndpointCheck': endpointCheckSchema,
  'Custom::ImageClassifierEndpointGuard': endpointGuardSchema,
  'Custom::ImageClassifierModelArchive': modelArchiveSchema,
};

/** AWS CloudFormation turns every value into text on its way to a function. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== 'object' || value === null) return String(value);
  // The place of an asset: which region and account it names does not matter here.
  if ('Fn::Sub' in value) return value['Fn::Sub'];
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]));
}

function requests(template: Template): [type: string, properties: unknown][] {
  return Object.values(template.Resources)
    .filter(({ Type }) => Type in schemas)
    .map(({ Type, Properties }) => [Type, asText(resolve(template, Properties))]);
}

const templates = endpoints.map(([name, props]) => [name, endpointTemplate(props).toJSON() as Template] as const);

test.each(templates)('what an endpoint asks of its functions, they understand: %s', (_, template) => {
  for (const [type, properties] of requests(template)) {
    expect(() => decode(schemas[type], properties, type)).not.toThrow();
  }
});

test('the endpoints here ask for everything there is', () => {
  const asked = new Set(templates.flatMap(([, template]) => requests(template).map(([type]) => type)));
  expect([...asked].sort()).toEqual(Object.keys(schemas));
});
