import { failures } from '../../../lib/contracts/failures';
import {
  formField,
  isOpenInference,
  type ParameterName,
  parameters,
  type Route,
  routes,
} from '../../../lib/contracts/http-api';
import type { Settings } from '../../../lib/contracts/settings';

const failed = { $ref: '#/components/schemas/Failed' };
const refused = { $ref: '#/components/schemas/Refused' };
const string = { type: 'string' };
const number = { type: 'number' };
const integer = { type: 'integer' };

function structure(properties: Record<string, unknown>, optional: Record<string, unknown> = {}): unknown {
  return { type: 'object', properties: { ...properties, ...optional }, required: Object.keys(properties) };
}

const model = structure({ name: string, version: string });
const failure = {
  id: { enum: Object.keys(failures) },
  message: string,
  advice: string,
  retry: { enum: ['no', 'later'] },
};
const binary = { type: 'string', format: 'binary' };
const schemas = {
  Classified: structure(
    {
      status: { const: 'classified' },
      id: string,
      attempts: integer,
      model,
      labels: { type: 'array', items: structure({ label: string, score: number, index: integer }) },
      picture: structure({ format: string, width: integer, height: integer, bytes: integer }),
      timings: structure({ queueMs: number, decodeMs: number, preprocessMs: number, inferMs: number, totalMs: number }),
    },
    {
      worker: string,
      boxes: {
        type: 'array',
        description:
          'What a detector found, best first, in pixels of the upright picture; a classifier has no such field.',
        items: structure({
          label: string,
          score: number,
          index: integer,
          box: structure({ x: number, y: number, width: number, height: number }),
        }),
      },
    },
  ),
  Failed: structure({
    status: { const: 'failed' },
    id: string,
    attempts: integer,
    failure: structure(failure),
  }),
  /** A failure below /v2: `error` is what the protocol asks for. */
  Refused: structure({ error: string, ...failure }),
};

/** The OpenAPI 3.1 description of this server, derived from the same tables that it runs on. */
export function openApi(version: string, { classifyUrls }: Pick<Settings, 'classifyUrls'>): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, route] of Object.entries(routes) as [string, Route][]) {
    paths[route.path] ??= {};
    paths[route.path][route.method.toLowerCase()] = operation(operationId, route, bodiesOf(route, classifyUrls));
  }
  return { openapi: '3.1.0', info: { title: 'Image classifier', version }, paths, components: { schemas } };
}

function bodiesOf(route: Route, classifyUrls: boolean): readonly string[] | undefined {
  return classifyUrls && route === routes.classify ? [...routes.classify.accepts, 'application/json'] : route.accepts;
}

function operation(operationId: string, route: Route, accepts: readonly string[] | undefined): unknown {
  const names: readonly ParameterName[] = route.parameters ?? [];
  const segments = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, segment]) => ({
    in: 'path',
    name: segment,
    required: true,
    schema: string,
  }));
  return {
    operationId,
    summary: route.summary,
    parameters: [...segments, ...names.map((name) => parameters[name])],
    ...(accepts
      ? { requestBody: { required: true, content: content(accepts, (type) => pictureBody(route, type)) } }
      : {}),
    responses: {
      200: { description: 'OK', content: content(route.answers, (type) => answerBody(route, type)) },
      default: {
        description: 'A failure; docs/errors.md lists them all.',
        content: { 'application/json': { schema: isOpenInference(route.path) ? refused : failed } },
      },
    },
  };
}

function content(types: readonly string[], schemaOf: (type: string) => unknown): unknown {
  return Object.fromEntries(types.map((type) => [type, { schema: schemaOf(type) }]));
}

function pictureBody(route: Route, type: string): unknown {
  if (route === routes.classify && type === 'application/json')
    return structure({ url: { type: 'string', format: 'uri' } });
  if (type === 'application/json') return { type: 'object' };
  if (type !== 'multipart/form-data') return binary;
  return route === routes.classifyForm
    ? structure({ [formField]: binary })
    : { type: 'object', additionalProperties: binary };
}

function answerBody(route: Route, type: string): unknown {
  const classified = { $ref: '#/components/schemas/Classified' };
  if (type === 'application/vnd.image-classifier+json') return classified;
  if (type !== 'application/json') return string;
  // Where our own form has a name of its own, this one is that of built-in algorithms: a list, or an object.
  if (route.answers.includes('application/vnd.image-classifier+json')) return { type: ['array', 'object'] };
  return route.accepts?.includes('multipart/form-data') ? classified : { type: 'object' };
}
