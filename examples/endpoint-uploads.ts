import { CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EndpointUploads, Hosting, SageMakerEndpointClassifier, WebAccess, WebTier } from '../lib';
import { endpointFindings } from './nag/endpoint-findings';
import { readingFindings, uploadFindings } from './nag/upload-findings';
import { copierFindings, webFindings } from './nag/web-findings';

/** A bucket and a page as those of a fleet, with an endpoint of Amazon SageMaker behind them that sleeps in between. */
export class UploadsToEndpoint extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const endpoint = new SageMakerEndpointClassifier(this, 'Classifier', {
      hosting: Hosting.asynchronous({ minInstances: 0, maxInstances: 20 }),
    });
    const uploads = new EndpointUploads(this, 'Uploads', { endpoint, maxWait: Duration.hours(2) });
    const web = new WebTier(this, 'Web', { fleet: uploads, access: WebAccess.open(), requestsPerSecond: 50 });

    new CfnOutput(this, 'Page', { value: web.url });
    new CfnOutput(this, 'InputBucket', { value: uploads.inputBucket.bucketName });
    new CfnOutput(this, 'ResultBucket', { value: uploads.resultBucket.bucketName });
    new CfnOutput(this, 'ResultQueue', { value: uploads.resultQueue.queueUrl });

    // Why what cdk-nag finds stays so.
    Validations.of(endpoint).acknowledge(...readingFindings(uploads, endpoint));
    Validations.of(uploads).acknowledge(...uploadFindings(uploads, endpoint));
    Validations.of(web).acknowledge(...webFindings(uploads));
    Validations.of(this).acknowledge(...endpointFindings(endpoint), ...copierFindings(web));
  }
}
