import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { modelName } from '../contracts/model-name';
import { refuse, requireWithin } from './refusals';

const mostVersion = 999_999_999_999_999;

/** The name of a model, as it is part of keys, queries and settings. */
export function requireModelName(scope: IConstruct, name: string): void {
  if (!Token.isUnresolved(name) && modelName.test(name)) return;
  refuse(
    scope,
    'model-name',
    `a model's name must be letters, digits, dots, dashes and underscores, got ${said(name)}`,
  );
}

export function requireModelVersion(scope: IConstruct, name: string, version: number): void {
  requireWithin(scope, 'model-version', { name: `the version of ${name}`, value: version, min: 1, max: mostVersion });
}

/** A prefix of keys, without slashes at its ends. */
export function requireModelPrefix(scope: IConstruct, prefix: string): void {
  if (Token.isUnresolved(prefix) || !/[*?]|^\/|\/$|\/\//.test(prefix)) return;
  refuse(scope, 'model-store-prefix', `a prefix must be such as teams/shoes, got ${said(prefix)}`);
}

export function requireSha256(scope: IConstruct, sha256: string | undefined): void {
  if (sha256 === undefined || /^[0-9a-fA-F]{64}$/.test(sha256)) return;
  refuse(scope, 'model-sha256', `sha256 must be 64 hexadecimal digits, got ${said(sha256)}`);
}

function said(text: string): string {
  return Token.isUnresolved(text) ? 'a token' : `"${text}"`;
}
