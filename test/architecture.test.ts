import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { dependencies, devDependencies } from '../container/package.json';
import { dependencies as localDependencies } from '../local/package.json';

const root = join(__dirname, '..');
const cdk = ['aws-cdk-lib', 'constructs'];
// Fastify comes with the emulator, which is made of it.
const local = [...Object.keys(localDependencies), 'fastify'];
const server = [...Object.keys(dependencies), ...Object.keys(devDependencies)];

/** The law of imports: the files of a folder may name these folders, files and packages, and Node's own modules. */
const law: Record<string, { folders: string[]; packages: string[] }> = {
  'lib/contracts': { folders: [], packages: [] },
  'lib/private': { folders: ['lib/contracts'], packages: cdk },
  'lib/constructs': { folders: ['lib/contracts', 'lib/private'], packages: cdk },
  lambda: { folders: ['lib/contracts'], packages: ['@aws-sdk/'] },
  'container/src': { folders: ['lib/contracts', 'container'], packages: server },
  'container/page': { folders: ['lib/contracts', 'container'], packages: server },
  'local/src': { folders: ['lib/contracts', 'local'], packages: local },
  examples: { folders: ['lib/index'], packages: cdk },
  'bin/app.ts': { folders: ['lib/index', 'examples'], packages: cdk },
};

const filesIn = (path: string): string[] =>
  path.endsWith('.ts')
    ? [path]
    : readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !/(^|\/)(node_modules|dist)\//.test(file))
        .map((file) => join(path, file));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const present = Object.keys(law).filter((path) => existsSync(join(root, path)));

function importsOf(file: string): string[] {
  const named = read(file).matchAll(
    /^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'|\b(?:import|require)\('([^']+)'\)/gm,
  );
  return [...named].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic);
}

test.each(present)('%s imports only what the law of imports allows', (path) => {
  const { folders, packages } = law[path];
  const within = (target: string): boolean =>
    [path, ...folders].some((folder) => target === folder || target.startsWith(`${folder}/`));
  const offences = filesIn(path).flatMap((file) =>
    importsOf(file)
      .filter((name) => {
        if (!name.startsWith('.'))
          return !name.startsWith('node:') && !packages.some((allowed) => isPart(name, allowed));
        const target = relative(root, join(root, dirname(file), name));
        return !within(target === 'lib' ? 'lib/index' : target);
      })
      .map((name) => `${file} imports ${name}`),
  );
  expect(offences).toEqual([]);
});

test('no file makes you scroll back: none is longer than 250 lines', () => {
  const long = [...present, 'bench', 'test'].flatMap(filesIn).filter((file) => read(file).split('\n').length > 251);
  expect(long).toEqual([]);
});

test('only the programs of the container touch the world: no other file reads environment, arguments or signals', () => {
  const world =
    /\bprocess\s*(?:\?\.|\.|\[['"])(?:env|argv|execArgv|once?\(\s*['"]SIG)|['"]node:process['"]|\btmpdir\(|\bhomedir\(/;
  const programs = ['container/src/main.ts', 'container/src/inference-process.ts'];
  const reaching = filesIn('container/src').filter((file) => world.test(read(file)));
  expect(reaching.filter((file) => !programs.includes(file))).toEqual([]);
  expect(read(programs[1])).not.toMatch(/process\.(env|argv)/);
});

test('every name says what a file is about', () => {
  const vague = /(^|[-/.])(utils?|helpers?|common|managers?|misc|shared)([-/.]|$)/;
  expect(present.flatMap(filesIn).filter((file) => vague.test(file))).toEqual([]);
});

describe('one noun is one file, one test and one page', () => {
  const names = readdirSync(join(root, 'lib/constructs')).map((name) => name.replace(/\.ts$/, ''));
  // What can be chosen for a construct belongs to it.
  const nouns = [...new Set(names.map((name) => name.replace(/-props$/, '')))];
  const pages = readdirSync(join(root, 'docs/patterns')).map((name) => name.replace(/\.md$/, ''));
  const className = (noun: string): string =>
    noun.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase()).replace(/^Sagemaker/, 'SageMaker');

  test.each(nouns)('%s', (noun) => {
    const text = existsSync(join(root, `lib/constructs/${noun}.ts`)) ? read(`lib/constructs/${noun}.ts`) : '';
    // What several classes are is an interface, which jsii wants to begin with an I.
    expect(text).toMatch(new RegExp(`^export (?:(?:abstract )?class |interface I?)${className(noun)}\\b`, 'm'));
    const proof = `test/constructs/${noun}.test.ts`;
    expect([proof, existsSync(join(root, proof))]).toEqual([proof, true]);
    // A value that is chosen for a construct may have a section of the construct's page instead of a page of its own.
    const section = new RegExp(`^## .*: \`I?${className(noun)}\`$`, 'm');
    const sections = text.includes(' extends Construct') ? [] : pages.filter((page) => section.test(pageOf(page)));
    expect([...pages.filter((page) => page === noun), ...sections]).toHaveLength(1);
  });

  test('no page is of something else', () => {
    expect(pages.filter((page) => !nouns.includes(page))).toEqual([]);
  });
});

const pageOf = (noun: string): string => read(`docs/patterns/${noun}.md`);

function isPart(name: string, allowed: string): boolean {
  return name === allowed || name.startsWith(allowed.endsWith('/') ? allowed : `${allowed}/`);
}
