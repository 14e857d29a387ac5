import { LocalFailure } from '../../local-failures';

export function invalidEndpoint(endpoint: string, why: string): LocalFailure {
  return new LocalFailure('local-endpoint-invalid', `${endpoint}: ${why}.`);
}
