import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface AssemblyFiles {
  /** Templates by the name of their stack. */
  readonly stacks: Readonly<Record<string, object | string>>;
  /** The code of functions by the key of their asset. */
  readonly functions?: Readonly<Record<string, string>>;
  /** Other files by the key of their asset. */
  readonly files?: Readonly<Record<string, Buffer>>;
}

/** Writes a cloud assembly by hand, as the CDK lays it out. */
export function writeAssembly({ stacks, functions = {}, files: others = {} }: AssemblyFiles): string {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  const files: [string, object][] = Object.keys(functions).map((key) => [
    key,
    { source: { path: `asset.${key}`, packaging: 'zip' }, destinations: { here: { objectKey: `${key}.zip` } } },
  ]);
  for (const [key, content] of Object.entries(others)) {
    writeFileSync(join(folder, `asset.${key}`), content);
    files.push([
      key,
      { source: { path: `asset.${key}`, packaging: 'file' }, destinations: { here: { objectKey: key } } },
    ]);
  }
  for (const [key, code] of Object.entries(functions)) {
    mkdirSync(join(folder, `asset.${key}`));
    writeFileSync(join(folder, `asset.${key}`, 'index.js'), code);
  }
  const artifacts = Object.entries(stacks).map(([name, template]) => {
    const text = typeof template === 'string' ? template : JSON.stringify(template);
    writeFileSync(join(folder, `${name}.template.json`), text);
    writeFileSync(join(folder, `${name}.assets.json`), JSON.stringify({ files: Object.fromEntries(files) }));
    return [name, { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.template.json` } }];
  });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts: Object.fromEntries(artifacts) }));
  return folder;
}
