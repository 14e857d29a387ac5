import { App } from 'aws-cdk-lib';
import { BlueGreen } from '../examples/blue-green';
import { ExistingCluster } from '../examples/existing-cluster';
import { GpuFleet } from '../examples/gpu-fleet';
import { MultiModel } from '../examples/multi-model';
import { QueueFleet } from '../examples/queue-fleet';
import { WebService } from '../examples/web-service';

const app = new App();
new WebService(app, 'web-service', { description: 'Image classification behind a load balancer on AWS Fargate' });
new BlueGreen(app, 'blue-green', { description: 'Image classification whose new models prove themselves first' });
new QueueFleet(app, 'queue-fleet', { description: 'Image classification of a bucket by 0 to 20 workers' });
new GpuFleet(app, 'gpu-fleet', { description: 'Image classification of a bucket by GPUs that come with the pictures' });
new MultiModel(app, 'multi-model', { description: 'Image classification with any of many models on AWS Fargate' });
new ExistingCluster(app, 'existing-cluster', {
  description: 'Image classification in a cluster and of a bucket that exist',
});
