import { existsSync } from 'node:fs';
import { LocalFailure } from '../../local-failures';
import type { Api, EventSource, FunctionModel, Route } from '../model';
import type { StackReader } from '../stack-reader';
import type { Fields } from '../template';

/**
 * The functions of a stack that are written for Node.js.
 *
 * @throws LocalFailure local-asset-missing
 */
export function readFunctions(stack: StackReader): FunctionModel[] {
  const understood = [
    'FunctionName',
    'Code',
    'Handler',
    'Runtime',
    'Environment',
    'Timeout',
    'MemorySize',
    'Description',
  ];
  return stack.resources('AWS::Lambda::Function', understood).flatMap(({ id, properties }) => {
    const { Code, Handler, Runtime, Environment, Timeout = 3, MemorySize = 128 } = properties;
    const folder = stack.assets.get(String((Code as Fields).S3Key));
    if (!String(Runtime).startsWith('nodejs') || folder === undefined) {
      stack.note(`AWS::Lambda::Function ${folder === undefined ? 'without a folder' : String(Runtime)}`, id);
      return [];
    }
    if (!existsSync(folder)) throw new LocalFailure('local-asset-missing', `${id} needs ${folder}.`);
    const variables = Object.entries((Environment as { Variables?: Fields } | undefined)?.Variables ?? {});
    return {
      id,
      name: stack.identity(id),
      arn: stack.identity(id, 'Arn'),
      folder,
      handler: String(Handler),
      environment: Object.fromEntries(variables.map(([name, value]) => [name, String(value)])),
      timeoutSeconds: Number(Timeout),
      memoryMiB: Number(MemorySize),
    };
  });
}

/** Which queues call which functions. */
export function readEventSources(stack: StackReader): EventSource[] {
  const understood = [
    ...['EventSourceArn', 'FunctionName', 'BatchSize', 'MaximumBatchingWindowInSeconds', 'FunctionResponseTypes'],
    'Enabled',
  ];
  return stack.resources('AWS::Lambda::EventSourceMapping', understood).flatMap(({ id, properties }) => {
    const { EventSourceArn, FunctionName, BatchSize = 10, FunctionResponseTypes = [], Enabled = true } = properties;
    if (!String(EventSourceArn).startsWith('arn:aws:sqs:')) {
      stack.note(`AWS::Lambda::EventSourceMapping of ${String(EventSourceArn)}`, id);
      return [];
    }
    if (Enabled === false) return [];
    return {
      queueArn: String(EventSourceArn),
      function: String(FunctionName),
      batchSize: Number(BatchSize),
      windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
      partial: (FunctionResponseTypes as unknown[]).includes('ReportBatchItemFailures'),
    };
  });
}

/** The HTTP APIs of a stack: which function answers which route. */
export function readApis(stack: StackReader): Api[] {
  const integrations = new Map(
    stack
      .resources('AWS::ApiGatewayV2::Integration', [
        'ApiId',
        'IntegrationType',
        'IntegrationUri',
        'PayloadFormatVersion',
      ])
      .map(({ id, properties }) => [stack.identity(id), properties]),
  );
  const stages = stack.resources('AWS::ApiGatewayV2::Stage', ['ApiId', 'StageName', 'AutoDeploy']);
  const routes = stack.resources('AWS::ApiGatewayV2::Route', ['ApiId', 'RouteKey', 'Target', 'AuthorizationType']);
  return stack
    .resources('AWS::ApiGatewayV2::Api', ['Name', 'Description', 'ProtocolType', 'CorsConfiguration'])
    .map(({ id }) => {
      const api = stack.identity(id);
      const own = routes.filter(({ properties }) => String(properties.ApiId) === api);
      const stage =
        stages.find(({ properties }) => String(properties.ApiId) === api)?.properties.StageName ?? '$default';
      return {
        id,
        base: stage === '$default' ? '' : `/${String(stage)}`,
        routes: own.flatMap((route) => readRoute(stack, route, integrations)),
      };
    });
}

function readRoute(
  stack: StackReader,
  { id, properties }: { id: string; properties: Fields },
  integrations: ReadonlyMap<string, Fields>,
): Route[] {
  const integration = integrations.get(String(properties.Target).replace('integrations/', ''));
  const { AuthorizationType = 'NONE' } = properties;
  if (AuthorizationType !== 'NONE')
    stack.note(`AWS::ApiGatewayV2::Route.AuthorizationType ${String(AuthorizationType)}`, id);
  if (integration?.IntegrationType !== 'AWS_PROXY' || integration.PayloadFormatVersion !== '2.0') {
    stack.note('AWS::ApiGatewayV2::Route.Target', id);
    return [];
  }
  return [{ key: String(properties.RouteKey), function: functionArn(String(integration.IntegrationUri)) }];
}

/** The function in the address by which API Gateway calls it: the ARN itself, or a path around it. */
function functionArn(uri: string): string {
  return /arn:aws:lambda:[^/]*?function:[^/]+/.exec(uri)?.[0] ?? uri;
}
