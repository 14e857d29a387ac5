import {
  aws_applicationautoscaling as appscaling,
  CfnOutput,
  Stack,
  type StackProps,
  TimeZone,
  Validations,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EcsFargateClassifier, Monitoring, Scaling } from '../lib';
import { loadBalancerFindings, withoutCertificate } from './nag/load-balancer-findings';
import { serverFindings } from './nag/server-findings';

const { cron } = appscaling.Schedule;

/** A service for a shop with a sale every Friday: ready before it, quick when more come than was thought, and watched. */
export class FlashSale extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const classifier = new EcsFargateClassifier(this, 'Classifier', {
      minTasks: 2,
      maxTasks: 40,
      scaling: Scaling.onConcurrency({ target: 0.6 }).withSpikeGuard().withPrediction(),
      schedules: [
        {
          name: 'FridaySale',
          workers: 16,
          from: cron({ weekDay: 'FRI', hour: '17', minute: '45' }),
          until: cron({ weekDay: 'FRI', hour: '22', minute: '0' }),
          timeZone: TimeZone.EUROPE_BERLIN,
        },
      ],
    });
    // Alarms and a dashboard: subscribe to its topics to hear of them.
    const monitoring = new Monitoring(this, 'Monitoring', { classifier });

    new CfnOutput(this, 'Url', { value: classifier.url });
    new CfnOutput(this, 'Dashboard', { value: monitoring.dashboard.dashboardName });

    // Why what cdk-nag finds stays so.
    Validations.of(classifier).acknowledge(...loadBalancerFindings, ...withoutCertificate, ...serverFindings);
    Validations.of(monitoring).acknowledge({
      id: 'NIST.800.53.R5-CloudWatchAlarmAction',
      reason: 'One alarm over many sends the message, to the topic of pages or of tickets; the others are its parts',
    });
  }
}
