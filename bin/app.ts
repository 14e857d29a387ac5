import { App, type Stack, type StackProps } from 'aws-cdk-lib';
import { BlueGreen } from '../examples/blue-green';
import { EndpointAsynchronous } from '../examples/endpoint-asynchronous';
import { EndpointCanary } from '../examples/endpoint-canary';
import { EndpointComponents } from '../examples/endpoint-components';
import { EndpointMultiContainer } from '../examples/endpoint-multi-container';
import { EndpointMultiModel } from '../examples/endpoint-multi-model';
import { EndpointServerless } from '../examples/endpoint-serverless';
import { EndpointShadow } from '../examples/endpoint-shadow';
import { UploadsToEndpoint } from '../examples/endpoint-uploads';
import { ExistingCluster } from '../examples/existing-cluster';
import { FlashSale } from '../examples/flash-sale';
import { GpuFleet } from '../examples/gpu-fleet';
import { GpuService } from '../examples/gpu-service';
import { MultiModel } from '../examples/multi-model';
import { OpenService } from '../examples/open-service';
import { OwnImage } from '../examples/own-image';
import { PrivateService } from '../examples/private-service';
import { QueueFleet } from '../examples/queue-fleet';
import { SidecarService } from '../examples/sidecar';
import { WebService } from '../examples/web-service';

const app = new App();
/** Names on the command line choose among the examples; without any, all are made. */
const wanted = process.argv.slice(2);

function add(name: string, Example: new (app: App, id: string, props: StackProps) => Stack, description: string): void {
  if (wanted.length === 0 || wanted.includes(name)) new Example(app, name, { description });
}

add('web-service', WebService, 'Image classification behind a load balancer on AWS Fargate');
add('open-service', OpenService, 'Image classification by Amazon CloudFront for callers with keys');
add('blue-green', BlueGreen, 'Image classification whose new models prove themselves first');
add('flash-sale', FlashSale, 'Image classification that is ready for a sale, and watched');
add('queue-fleet', QueueFleet, 'Image classification of a bucket by 0 to 20 workers');
add('gpu-fleet', GpuFleet, 'Image classification of a bucket by GPUs that come with the pictures');
add('gpu-service', GpuService, 'Image classification behind a load balancer on GPUs of Amazon EC2');
add('private-service', PrivateService, 'Image classification for a shop in the same cluster, by Service Connect');
add('own-image', OwnImage, 'Image classification by an image of yours in Amazon ECR');
add('sidecar', SidecarService, 'Image classification with traces and a log router beside the server');
add('multi-model', MultiModel, 'Image classification with any of many models on AWS Fargate');
add('existing-cluster', ExistingCluster, 'Image classification in a cluster and of a bucket that exist');
add('endpoint-canary', EndpointCanary, 'Image classification by Amazon SageMaker, releases try a tenth first');
add('endpoint-serverless', EndpointServerless, 'Image classification by Amazon SageMaker without instances');
add('endpoint-asynchronous', EndpointAsynchronous, 'Image classification by Amazon SageMaker into a bucket');
add('endpoint-uploads', UploadsToEndpoint, 'Image classification of a bucket by Amazon SageMaker, with a page');
add('endpoint-multi-container', EndpointMultiContainer, 'Vision and statistics on the same instances of SageMaker');
add('endpoint-multi-model', EndpointMultiModel, 'A hundred models on the same instances of Amazon SageMaker');
add('endpoint-components', EndpointComponents, 'Models with copies of their own on instances of SageMaker');
add('endpoint-shadow', EndpointShadow, 'Image classification by SageMaker beside its possible successor');
