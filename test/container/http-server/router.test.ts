import { allowedMethods, findRoute } from '../../../container/src/http-server/router';
import type { Failure } from '../../../lib/contracts/failures';

function refusal(method: string, path: string): string {
  try {
    findRoute(method, path);
    return 'found';
  } catch (error) {
    return (error as Failure).id;
  }
}

test('a segment in braces is handed over decoded', () => {
  expect(findRoute('POST', '/models/a%20b%2Fc/invoke')).toMatchObject({
    name: 'invokeModel',
    parameters: { model: 'a b/c' },
  });
});

test('one path may have a route for each method', () => {
  expect([findRoute('GET', '/models/x').name, findRoute('DELETE', '/models/x').name]).toEqual([
    'showModel',
    'unloadModel',
  ]);
  expect(allowedMethods('/models/x')).toBe('GET, DELETE');
  expect(refusal('POST', '/models/x')).toBe('method-unsupported');
});

test.each([
  ['/models//invoke', 'route-unknown'],
  ['/models/a/b/invoke', 'route-unknown'],
  ['/models/a/', 'route-unknown'],
  ['/models/%E0%A4%A/invoke', 'request-malformed'],
])('%s is no route', (path, id) => {
  expect(refusal('POST', path)).toBe(id);
});
