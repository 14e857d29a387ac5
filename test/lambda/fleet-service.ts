import { ScaledService } from './scaled-service';

/** Amazon ECS as far as one service of it is asked about. */
export class FleetService extends ScaledService {
  constructor() {
    super('AWS_ENDPOINT_URL_ECS', 'ecs');
  }

  protected answer(body: unknown) {
    const { cluster, services } = body as { cluster: string; services: string[] };
    const service = { runningCount: this.running, desiredCount: this.desired };
    return { resource: `service/${cluster}/${services.join(',')}`, answer: { services: [service], failures: [] } };
  }
}
