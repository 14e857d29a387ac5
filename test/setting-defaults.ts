import { fromEnvironment } from '../lib/contracts/environment';

/** What an empty environment gives, as the operations page writes it. */
export const settingDefaults: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(fromEnvironment({})).map(([name, value]) => [name, String(value)]),
);
