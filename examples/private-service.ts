import {
  CfnOutput,
  aws_ecr as ecr,
  aws_ecs as ecs,
  aws_logs as logs,
  Stack,
  type StackProps,
  Validations,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Access, EcsFargateClassifier } from '../lib';
import { serverFindings } from './nag/server-findings';
import { sessionFindings } from './nag/session-findings';

/** A classifier without a load balancer: a shop in the same cluster finds it by Service Connect, and nobody else does. */
export class PrivateService extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const classifier = new EcsFargateClassifier(this, 'Classifier', {
      access: Access.serviceConnect({ dnsName: 'classifier' }),
      // People with the right to it can look into a running task.
      exec: true,
    });

    const task = new ecs.FargateTaskDefinition(this, 'ShopTask', {
      runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64 },
    });
    task.addContainer('shop', {
      image: ecs.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(this, 'ShopImage', 'shop')),
      environment: { CLASSIFIER: classifier.url },
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'shop', logRetention: logs.RetentionDays.ONE_MONTH }),
    });
    const shop = new ecs.FargateService(this, 'Shop', {
      cluster: classifier.cluster,
      taskDefinition: task,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      serviceConnectConfiguration: { namespace: classifier.namespace?.namespaceArn },
    });
    // A task knows the names that were in the namespace when it started.
    shop.node.addDependency(classifier.service);
    classifier.connections.allowDefaultPortFrom(shop);

    new CfnOutput(this, 'Url', { value: classifier.url, description: 'As the shop calls it' });

    // Why what cdk-nag finds stays so.
    Validations.of(classifier).acknowledge(...serverFindings, ...sessionFindings(classifier));
    Validations.of(task).acknowledge(...serverFindings);
  }
}
