import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';

export interface Workers {
  readonly cluster: string;
  readonly service: string;
  /** Empty where a service has the workers. */
  readonly endpoint: string;
}

export interface WorkerCount {
  readonly running: number;
  readonly desired: number;
}

const ecs = new ECSClient({});
const sagemaker = new SageMakerClient({});

/** How many work, and how many are wished for: tasks of a service, or instances of an endpoint. */
export function countWorkers({ cluster, service, endpoint }: Workers): Promise<WorkerCount> {
  return endpoint === '' ? countTasks(cluster, service) : countInstances(endpoint);
}

async function countTasks(cluster: string, service: string): Promise<WorkerCount> {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const { runningCount: running = 0, desiredCount: desired = 0 } = services[0] ?? {};
  return { running, desired };
}

async function countInstances(EndpointName: string): Promise<WorkerCount> {
  const { ProductionVariants = [] } = await sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
  const sum = (counts: (number | undefined)[]) => counts.reduce<number>((total, count = 0) => total + count, 0);
  return {
    running: sum(ProductionVariants.map(({ CurrentInstanceCount }) => CurrentInstanceCount)),
    desired: sum(ProductionVariants.map(({ DesiredInstanceCount }) => DesiredInstanceCount)),
  };
}
