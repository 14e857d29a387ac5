import { parameters, type Route, routes } from '../../lib/contracts/http-api';
import { metrics } from '../../lib/contracts/telemetry';

test('no two routes answer the same method and path', () => {
  const keys = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a route that takes a picture says which content types it reads', () => {
  for (const { method, accepts } of Object.values(routes) as Route[])
    expect(accepts !== undefined).toBe(method === 'POST');
});

test('header parameters are written as callers see them', () => {
  expect([parameters.timeout.name, parameters.requestId.name]).toEqual(['X-Request-Timeout-Ms', 'X-Request-Id']);
});

test('metric names follow the conventions of Prometheus and are unique', () => {
  const all = Object.values(metrics);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const { name, type, unit } of all) {
    expect(name).toMatch(/^image_classifier_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    if (unit === 'seconds') expect(name).toMatch(/_seconds$/);
  }
});

test('a key is asked for everywhere but at probes and at what is the same in every installation', () => {
  const open = Object.values<Route>(routes).filter(({ audience }) => audience === 'anyone');
  expect(open.map(({ path }) => path).sort()).toEqual([
    '/',
    '/health/live',
    '/health/ready',
    '/openapi.json',
    '/page/{file}',
    '/ping',
    '/v2/health/live',
    '/v2/health/ready',
  ]);
});

test('what changes or reveals the server is for administrators', () => {
  const inner = /^\/(metrics|models(\/\{model\})?|v2\/(repository|logging|trace)\/?.*|v2\/.*\/(config|stats))$/;
  for (const [name, { path, audience }] of Object.entries<Route>(routes)) {
    expect([name, audience === 'admin']).toEqual([name, inner.test(path)]);
  }
});
