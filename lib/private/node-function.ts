import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Duration, aws_iam as iam, aws_lambda as lambda, aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type FunctionName, type FunctionSettings, toFunctionEnvironment } from '../contracts/functions';
import { refuse } from './refusals';

// lib/private and dist/private lie at equal depth, so one path serves the checkout and the published package.
const directory = resolve(__dirname, '../../dist/lambda');

export interface NodeFunctionOptions<N extends FunctionName> {
  /** The function in lambda/ that it runs. */
  readonly name: N;
  readonly description: string;
  readonly settings: FunctionSettings<N>;
  /** @default 30 seconds */
  readonly timeout?: Duration;
  readonly logRetention: logs.RetentionDays;
}

/** One of our Lambda functions, which may write its own log and nothing else: every further right is granted to its role. */
export function nodeFunction<N extends FunctionName>(
  scope: Construct,
  id: string,
  { name, description, settings, timeout = Duration.seconds(30), logRetention }: NodeFunctionOptions<N>,
): lambda.Function {
  const folder = join(directory, name);
  if (!existsSync(join(folder, 'index.js'))) refuse(scope, 'function-not-built', `dist/lambda/${name} is not built`);
  const place = new Construct(scope, id);
  const logGroup = new logs.LogGroup(place, 'Log', { retention: logRetention });
  const role = new iam.Role(place, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return new lambda.Function(place, 'Function', {
    description,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    code: lambda.Code.fromAsset(folder),
    handler: 'index.handler',
    environment: toFunctionEnvironment(name, settings),
    // A share of a CPU comes with the memory: with less, a cold start takes seconds.
    memorySize: 512,
    timeout,
    role,
    logGroup,
    loggingFormat: lambda.LoggingFormat.JSON,
  });
}
