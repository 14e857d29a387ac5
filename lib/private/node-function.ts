import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Duration, type aws_ec2 as ec2, aws_iam as iam, aws_lambda as lambda, aws_logs as logs } from 'aws-cdk-lib';
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
  /** A share of a CPU comes with it: one whole CPU with 1769 MiB. @default 512 */
  readonly memoryMiB?: number;
  readonly logRetention: logs.RetentionDays;
  /** Folders that it finds under /opt. */
  readonly layers?: lambda.ILayerVersion[];
  /** Where it works. @default - outside of any network of yours */
  readonly network?: FunctionNetwork;
}

export interface FunctionNetwork {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  readonly securityGroup: ec2.ISecurityGroup;
}

/** One of our Lambda functions, which may write its own log and nothing else: every further right is granted to its role. */
export function nodeFunction<N extends FunctionName>(
  scope: Construct,
  id: string,
  { name, description, settings, timeout = Duration.seconds(30), logRetention, ...rest }: NodeFunctionOptions<N>,
): lambda.Function {
  const folder = join(directory, name);
  if (!existsSync(join(folder, 'index.js'))) refuse(scope, 'function-not-built', `dist/lambda/${name} is not built`);
  const place = new Construct(scope, id);
  const logGroup = new logs.LogGroup(place, 'Log', { retention: logRetention });
  const role = new iam.Role(place, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  // With less, a cold start takes seconds.
  const { layers, network, memoryMiB = 512 } = rest;
  if (network) allowInterfaces(role);
  return new lambda.Function(place, 'Function', {
    description,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    code: lambda.Code.fromAsset(folder),
    handler: 'index.handler',
    environment: toFunctionEnvironment(name, settings),
    memorySize: memoryMiB,
    timeout,
    layers,
    ...(network && {
      vpc: network.vpc,
      vpcSubnets: { subnets: network.subnets },
      securityGroups: [network.securityGroup],
    }),
    role,
    logGroup,
    loggingFormat: lambda.LoggingFormat.JSON,
  });
}

/**
 * What AWS Lambda needs to give a function a place in a network, none of which can be limited to one; and nothing of that for
 * the function itself (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
 */
function allowInterfaces(role: iam.Role): void {
  const actions = [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const conditions = { Null: { 'lambda:SourceFunctionArn': 'false' } };
  role.addToPolicy(new iam.PolicyStatement({ actions, resources: ['*'] }));
  role.addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions, resources: ['*'], conditions }));
}
