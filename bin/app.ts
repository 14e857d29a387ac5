import { App } from 'aws-cdk-lib';
import { WebService } from '../examples/web-service';

const app = new App();
new WebService(app, 'web-service', { description: 'Image classification behind a load balancer on AWS Fargate' });
