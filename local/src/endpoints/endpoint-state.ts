import type { HostingMode } from '../assembly/endpoint-model';
import type { DescribedEndpoint } from '../cloud/endpoint-descriptions';
import type { Reading } from '../scaling/controller';
import { backlogReadings, componentReadings, variantReadings } from '../scaling/endpoint-readings';
import type { Endpoints } from './endpoints';
import type { RunningEndpoint } from './running-endpoint';
import type { RunningVariant, Unit } from './running-variant';

/** What a view shows of an endpoint. */
export interface EndpointState {
  readonly name: string;
  readonly mode: HostingMode;
  /** Copies that answer: instances, or copies of inference components. */
  readonly running: number;
  readonly invocations: number;
  /** Models that containers have loaded, where they have many. */
  readonly models?: number;
  /** Requests that shadow variants got a copy of, where there are any. */
  readonly copied?: number;
  /** Requests in line, where they wait in one. */
  readonly backlog?: number;
}

export function endpointStates(endpoints: Endpoints): EndpointState[] {
  return endpoints.all.map((endpoint) => {
    const { name, mode, asynchronous } = endpoint.model;
    const units = endpoint.all.flatMap(({ units: own }) => own);
    const sum = (of: (unit: Unit) => number) => units.reduce((total, unit) => total + of(unit), 0);
    return {
      name,
      mode,
      running: sum(({ pool }) => pool.ready),
      invocations: totalOf(endpoint.variants),
      ...(endpoint.shadows.length > 0 && { copied: totalOf(endpoint.shadows) }),
      ...(mode === 'multi-model' && { models: sum(({ pool }) => pool.models) }),
      ...(asynchronous && { backlog: endpoints.backlog(endpoint) }),
    };
  });
}

/** What SageMaker says of the endpoints when it is asked. */
export function describedEndpoints(
  endpoints: Endpoints,
  desired: (unit: string) => number | undefined,
): DescribedEndpoint[] {
  return endpoints.all.map(({ model, variants }) => ({
    name: model.name,
    variants: variants.map(({ name, units }) => ({
      name,
      running: units.reduce((total, { pool }) => total + pool.ready, 0),
      desired: units.reduce((total, { id, initial }) => total + (desired(id) ?? initial), 0),
    })),
  }));
}

function totalOf(variants: readonly RunningVariant[]): number {
  return variants.reduce((total, { tally }) => total + tally.total, 0);
}

/** What the policies of a stack grow and shrink at its endpoints. */
export function hostedUnits(endpoints: Endpoints): { id: string; running: number; stopping: number }[] {
  const units = endpoints.all.flatMap(({ all }) => all).flatMap((variant) => variant.units);
  return units.map(({ id, pool }) => ({ id, running: pool.ready, stopping: pool.stopping }));
}

/** What SageMaker would report to CloudWatch since the reading before. */
export function endpointReadings(endpoints: Endpoints): Reading[] {
  return endpoints.all.flatMap((endpoint) => [
    ...endpoint.all.flatMap((variant) => readingsOf(endpoint, variant)),
    ...(endpoint.model.asynchronous
      ? backlogReadings(endpoint.model.name, {
          backlog: endpoints.backlog(endpoint),
          running: endpoint.variants[0].units[0]?.pool.ready ?? 0,
        })
      : []),
  ]);
}

function readingsOf(
  { model }: RunningEndpoint,
  { name, model: variant, tally, units, gate }: RunningVariant,
): Reading[] {
  const running = units.reduce((total, { pool }) => total + pool.ready, 0);
  const place = { endpoint: model.name, variant: name, configuration: variant.configuration };
  const components = units.flatMap(({ component, tally: own, pool }) =>
    component === undefined ? [] : componentReadings(component, { ...own.take(), running: pool.ready }),
  );
  return [...variantReadings(place, { ...tally.take(), running, provisioned: gate?.warm }), ...components];
}
