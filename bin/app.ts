import { App } from 'aws-cdk-lib';
import { QueueFleet } from '../examples/queue-fleet';
import { WebService } from '../examples/web-service';

const app = new App();
new WebService(app, 'web-service', { description: 'Image classification behind a load balancer on AWS Fargate' });
new QueueFleet(app, 'queue-fleet', { description: 'Image classification of a bucket by 0 to 20 workers' });
