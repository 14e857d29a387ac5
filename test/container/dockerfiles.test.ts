import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dependencies } from '../../container/package.json';
import { fromEnvironment } from '../../lib/contracts/environment';
import { defaultPort, routes } from '../../lib/contracts/http-api';
import { modelCacheDirectory, serverUser } from '../../lib/private/bundled-image';

const folder = join(__dirname, '..', '..', 'container');
/** What the package of the runtime fetches besides what it holds. */
const { manifests, requirements } = require('../../container/node_modules/onnxruntime-node/script/install-metadata');
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

/** The instructions of a Dockerfile, in one line each. */
function instructions(file: string): { word: string; rest: string }[] {
  const text = read(file)
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ word: line.split(/\s+/)[0], rest: line.replace(/^\S+\s+/, '').replace(/\s+/g, ' ') }));
}

const files = ['Dockerfile', 'Dockerfile.gpu'];
const all = (file: string, word: string) =>
  instructions(file)
    .filter((one) => one.word === word)
    .map(({ rest }) => rest);
const allowed =
  read('.dockerignore')
    .match(/^!.+$/gm)
    ?.map((line) => line.slice(1)) ?? [];

describe.each(files)('%s', (file) => {
  test('ends as a server that is nobody, says how it is, and answers at the port of the contract', () => {
    expect(all(file, 'USER')).toEqual([serverUser]);
    expect(all(file, 'EXPOSE')).toEqual([String(defaultPort)]);
    expect(all(file, 'ENTRYPOINT')).toEqual(['["node", "/app/dist/main.js"]']);
    expect(all(file, 'CMD')).toEqual(['["serve"]']);
    expect(all(file, 'HEALTHCHECK')[0]).toContain(routes.ping.path);
  });

  test('gives its user a folder on disk for models that are fetched, and nobody else', () => {
    expect(all(file, 'VOLUME')).toEqual([JSON.stringify([modelCacheDirectory])]);
    const [user, group] = serverUser.split(':');
    expect(all(file, 'RUN')).toContain(`install -d -m 0700 -o ${user} -g ${group} ${modelCacheDirectory}`);
  });

  test('is built of what the folder gives, and of nothing from elsewhere', () => {
    const sources = all(file, 'COPY').flatMap((rest) =>
      rest.startsWith('--from') ? [] : rest.split(' ').slice(0, -1),
    );
    expect(sources.filter((source) => !allowed.includes(source))).toEqual([]);
    expect(allowed).toContain(file);
    expect(all(file, 'ADD')).toEqual([]);
    expect(all(file, 'RUN').filter((rest) => /\b(curl|wget)\b|npm install/.test(rest))).toEqual([]);
  });

  test('keeps every package that the server needs, and proves that they load', () => {
    const kept = /in (@img\|[^)]*)\)/.exec(all(file, 'RUN').join('\n'))?.[1].split('|') ?? [];
    expect(kept).toEqual(expect.arrayContaining(Object.keys(dependencies)));
    expect(all(file, 'RUN').some((rest) => rest.includes('require(name)'))).toBe(true);
  });

  test('takes bases by a version, never the newest', () => {
    const bases = all(file, 'ARG').map((rest) => rest.split('=')[1]);
    expect(bases.length).toBeGreaterThan(0);
    for (const base of bases) expect(base).toMatch(/:(node-)?\d+/);
  });
});

describe('Dockerfile.gpu', () => {
  const [base] = all('Dockerfile.gpu', 'ARG').filter((rest) => rest.startsWith('BASE='));

  test('has the CUDA that the runtime of this version was built for, with cuDNN', () => {
    // From 1.27 on it is 13, whatever the package still calls it (https://github.com/microsoft/onnxruntime/issues/29032).
    expect(Number(dependencies['onnxruntime-node'].split('.')[1])).toBeGreaterThanOrEqual(27);
    expect(requirements['linux/x64']).toEqual(['cuda12']);
    expect(base).toMatch(/nvidia\/cuda:13\.0\.\d+-cudnn-runtime-/);
  });

  test('ends its build where a library is missing that the provider asks for', () => {
    const check = all('Dockerfile.gpu', 'RUN').find((rest) => rest.includes('ldd'));
    expect(check).toMatch(
      /^! ldd \S*libonnxruntime_providers_cuda\.so \| grep 'not found' \| grep -v libcuda\.so\.1 &&/,
    );
    expect(check).toMatch(/libcudnn\.so\.9.*exit 1/);
  });

  test('differs from Dockerfile in nothing that a server or a platform sees, but in what a GPU needs', () => {
    const environment = (file: string) => all(file, 'ENV').flatMap((rest) => rest.split(' '));
    const rest = (file: string, word: string) => all(file, word).map((one) => one.replace(/--start-period=\S+ /, ''));
    expect(environment('Dockerfile.gpu')).toEqual(expect.arrayContaining(environment('Dockerfile')));
    const more = environment('Dockerfile.gpu').filter((pair) => !environment('Dockerfile').includes(pair));
    expect(more.filter((pair) => !/^(NVIDIA_|CUDA_|IMAGE_CLASSIFIER_EXECUTION_PROVIDER=)/.test(pair))).toEqual([]);
    for (const word of ['HEALTHCHECK', 'WORKDIR', 'CMD', 'ENTRYPOINT', 'USER', 'VOLUME', 'EXPOSE']) {
      expect(rest('Dockerfile.gpu', word)).toEqual(rest('Dockerfile', word));
    }
    const copied = (file: string) => all(file, 'COPY').filter((one) => !one.includes('/usr/local/bin/node'));
    expect(copied('Dockerfile.gpu')).toEqual(copied('Dockerfile'));
    const labels = (file: string) =>
      all(file, 'LABEL')
        .join(' ')
        .replace(/description="[^"]*"/, '');
    expect(labels('Dockerfile.gpu')).toBe(labels('Dockerfile'));
  });

  test('takes the CUDA provider with the script of the package, and gives up without it', () => {
    expect(all('Dockerfile.gpu', 'RUN').join('\n')).toContain('--onnxruntime-node-install=cuda12');
    const [library] = Object.keys(manifests['linux/x64:cuda12']).filter((name) => name.includes('cuda'));
    expect(all('Dockerfile.gpu', 'RUN').join('\n')).toMatch(new RegExp(`test -s \\S*${library.slice(2)}`));
  });

  test('asks for the GPU by a setting that the server understands', () => {
    const [text] = all('Dockerfile.gpu', 'ENV');
    const variables = Object.fromEntries(text.split(' ').map((pair) => pair.split('=')));
    const { IMAGE_CLASSIFIER_EXECUTION_PROVIDER } = variables;
    expect(fromEnvironment({ IMAGE_CLASSIFIER_EXECUTION_PROVIDER }).executionProvider).toBe('cuda');
    expect(variables.CUDA_CACHE_PATH).toMatch(/^\/tmp\//);
  });
});
