import type { Model } from '../assembly/model';

const uploads = '/uploads';

/** `config.json` for the page: the stack's API on this machine, open to whoever sits at it; none without such an API. */
export function pageConfig({ apis, services }: Pick<Model, 'apis' | 'services'>): object | undefined {
  const routes = apis.flatMap((api) => api.routes);
  const [, path] = routes.map(({ key }) => key.split(' ')).find(([, to]) => to?.endsWith(uploads)) ?? [];
  if (path === undefined) return undefined;
  const limits = services.flatMap(({ containers }) =>
    containers.map(({ environment }) => Number(environment.IMAGE_CLASSIFIER_MAX_BODY_BYTES)),
  );
  const maxBytes = limits.find((bytes) => bytes > 0) ?? 25 * 1024 * 1024;
  return { kind: 'fleet', api: path.slice(0, -uploads.length), maxBytes, access: { kind: 'open' } };
}
