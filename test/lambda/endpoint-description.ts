import { ScaledService } from './scaled-service';

/** Amazon SageMaker as far as one endpoint is asked about. */
export class EndpointDescription extends ScaledService {
  constructor() {
    super('AWS_ENDPOINT_URL_SAGEMAKER', 'sagemaker');
  }

  protected answer(body: unknown) {
    const { EndpointName } = body as { EndpointName: string };
    const variant = { VariantName: 'main', CurrentInstanceCount: this.running, DesiredInstanceCount: this.desired };
    return {
      resource: `endpoint/${EndpointName}`,
      answer: { EndpointName, EndpointStatus: 'InService', ProductionVariants: [variant] },
    };
  }
}
