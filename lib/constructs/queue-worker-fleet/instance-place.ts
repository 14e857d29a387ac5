import type { Construct } from 'constructs';
import type { Ec2ComputeOptions } from '../compute';
import type { WorkerNeeds, WorkerPlace } from './worker-place';

export function instancePlace(_scope: Construct, _needs: WorkerNeeds, _options: Ec2ComputeOptions): WorkerPlace {
  throw new Error('next');
}
