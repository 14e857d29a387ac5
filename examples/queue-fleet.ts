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

    const [pictures, results] = [fleet.inputBucket, fleet.resultBucket].map(({ bucketArn }) => nameIn(this, bucketArn));
    const objects = 'Pictures and results are many: the rights name the bucket, the prefix and each action';
    Validations.of(fleet).acknowledge(
      { id: 'AwsSolutions-ECS2', reason: "No secrets: the variables are only the server's own settings" },
      { id: 'AwsSolutions-ECS4', reason: 'Queue and service metrics, which cost nothing, tell all that scaling needs' },
      {
        id: 'AwsSolutions-S1',
        reason: 'Who may read and write is a matter of roles; CloudTrail records it where needed',
      },
      { id: 'AwsSolutions-SQS3', reason: 'Results, progress and parked jobs go to readers outside, not to work' },
      { id: `AwsSolutions-IAM5[Resource::${pictures}/*]`, reason: objects },
      { id: `AwsSolutions-IAM5[Resource::${results}/*]`, reason: objects },
      { id: `AwsSolutions-IAM5[Resource::${results}/workers/*]`, reason: 'Workers lease their names there' },
      {
        id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/*]',
        reason: "A task's number is not known before it runs; a condition on its tag limits this to the fleet",
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'ecr:GetAuthorizationToken cannot be limited to one repository',
      },
    );
    Validations.of(web).acknowledge(
      {
        id: 'Annotation::cdk-image-classifier:web-without-firewall',
        reason: 'A web ACL for CloudFront must be in us-east-1, and the example deploys anywhere',
      },
      { id: 'AwsSolutions-APIG4', reason: 'The example is open to everybody, with a limit of requests per second' },
      { id: 'AwsSolutions-CFR1', reason: 'Customers may be anywhere' },
      {
        id: 'AwsSolutions-CFR2',
        reason: 'A web ACL for CloudFront must be in us-east-1, and the example deploys anywhere',
      },
      { id: 'AwsSolutions-CFR3', reason: 'The API logs every request; the page is the same file for everybody' },
      { id: 'AwsSolutions-CFR4', reason: 'Readers own no domain name; with one, TLS 1.2 is the least' },
      { id: 'AwsSolutions-S1', reason: 'The bucket holds the public files of the page' },
      {
        id: `AwsSolutions-IAM5[Resource::${pictures}/uploads/*]`,
        reason: 'Uploads are many: one action below one prefix',
      },
      {
        id: `AwsSolutions-IAM5[Resource::${results}/uploads/*]`,
        reason: 'Results are many: one action below one prefix',
      },
    );
    const copier = "The CDK's own function, which copies the page into its bucket";
    const page = nameIn(this, web.pageBucket.bucketArn);
    const assets = 'arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>';
    const managed = 'arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    Validations.of(this).acknowledge(
      { id: 'AwsSolutions-L1', reason: copier },
      { id: `AwsSolutions-IAM4[Policy::${managed}]`, reason: copier },
      ...['s3:GetObject*', 's3:GetBucket*', 's3:List*', 's3:DeleteObject*', 's3:Abort*'].map((action) => ({
        id: `AwsSolutions-IAM5[Action::${action}]`,
        reason: copier,
      })),
      { id: `AwsSolutions-IAM5[Resource::${assets}/*]`, reason: copier },
      { id: `AwsSolutions-IAM5[Resource::${page}/*]`, reason: copier },
    );
  }
}

/** An ARN as cdk-nag writes it. */
function nameIn(stack: Stack, arn: string): string {
  const [logicalId, attribute] = stack.resolve(arn)['Fn::GetAtt'];
  return `<${logicalId}.${attribute}>`;
}
