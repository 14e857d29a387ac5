import {
  aws_applicationautoscaling as appscaling,
  CfnOutput,
  aws_cloudwatch as cloudwatch,
  Duration,
  Stack,
  type StackProps,
  TimeZone,
  Validations,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { QueueWorkerFleet, WebAccess, WebTier } from '../lib';
import { fleetFindings } from './nag/fleet-findings';
import { copierFindings, webFindings } from './nag/web-findings';

/** Pictures go into a bucket, labels come out of another; nothing runs, and almost nothing is paid for, in between. */
export class QueueFleet extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const fleet = new QueueWorkerFleet(this, 'Fleet', {
      maxWorkers: 20,
      maxQueueDelay: Duration.minutes(1),
      schedules: [
        {
          name: 'FridaySale',
          workers: 5,
          from: appscaling.Schedule.cron({ weekDay: 'FRI', hour: '17', minute: '50' }),
          until: appscaling.Schedule.cron({ weekDay: 'FRI', hour: '22', minute: '0' }),
          timeZone: TimeZone.EUROPE_BERLIN,
        },
      ],
    });

    // For people you know: WebAccess.cognito({ userPool, domain }), or WebAccess.apiKey({ sha256: [...] })
    const web = new WebTier(this, 'Web', { fleet, access: WebAccess.open(), requestsPerSecond: 50 });

    new cloudwatch.Dashboard(this, 'Dashboard', { widgets: fleet.dashboardWidgets() });

    new CfnOutput(this, 'Page', { value: web.url });
    new CfnOutput(this, 'InputBucket', { value: fleet.inputBucket.bucketName });
    new CfnOutput(this, 'ResultBucket', { value: fleet.resultBucket.bucketName });
    new CfnOutput(this, 'JobQueue', { value: fleet.jobQueue.queueUrl });
    new CfnOutput(this, 'ResultQueue', { value: fleet.resultQueue.queueUrl });
    new CfnOutput(this, 'ParkedQueue', { value: fleet.parkedQueue.queueUrl });

    // Why what cdk-nag finds stays so.
    Validations.of(fleet).acknowledge(...fleetFindings(fleet));
    Validations.of(web).acknowledge(...webFindings(fleet));
    Validations.of(this).acknowledge(...copierFindings(web));
  }
}
