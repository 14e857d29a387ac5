import { join } from 'node:path';
import type { Engine } from '../../../container/src/inference/engine';
import { LoadedModels } from '../../../container/src/model-host/loaded-models';
import { MemoryAdmission } from '../../../container/src/model-host/memory-admission';
import { PlatformModels } from '../../../container/src/model-host/platform-models';
import { FolderSource } from '../../../container/src/model-host/repository/folder-source';
import { RepositoryModels } from '../../../container/src/model-host/repository-models';
import { createLogger } from '../../../container/src/telemetry/logger';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';

const folder = temporaryFolder();
const mebibyte = 1_048_576;

/** Openings that end when the test says so; real files, real host, no processes. */
class Openings {
  readonly closed: string[] = [];
  private readonly waiting = new Map<string, () => void>();
  private readonly arrivals = new Map<string, () => void>();

  /** @param models the most models that fit into the memory */
  models(models: number, evict = true): LoadedModels {
    const each = MemoryAdmission.estimate(8192, 1);
    const sources = { limit: () => 64_000 * mebibyte, inUse: () => 0 };
    return new LoadedModels({
      open: (place) => this.open(place),
      processes: 1,
      memory: new MemoryAdmission(models * each, sources),
      evict,
    });
  }

  /** Resolves when the model at this place is being opened. */
  begun(place: string): Promise<void> {
    if (this.waiting.has(place)) return Promise.resolve();
    return new Promise((resolve) => this.arrivals.set(place, resolve));
  }

  finish(place: string): void {
    this.waiting.get(place)?.();
    this.waiting.delete(place);
  }

  private async open(path: string): Promise<Engine> {
    const place = path.slice(folder.length + 1);
    await new Promise<void>((resolve) => {
      this.waiting.set(place, resolve);
      this.arrivals.get(place)?.();
    });
    const [, name, version] = place.split('/');
    const stop = async () => void this.closed.push(place);
    return { name, version, pool: { stop, ready: 1 } } as unknown as Engine;
  }
}

function repository(name: string, models: LoadedModels): RepositoryModels {
  return new RepositoryModels({
    source: new FolderSource(join(folder, name)),
    models,
    pollSeconds: 0,
    defaultModel: undefined,
    preload: [],
    pinned: new Map(),
    log: createLogger('silent'),
  });
}

const place = (...parts: string[]) => writeTinyModel(join(folder, ...parts));
const versionUsed = (host: RepositoryModels, name: string) => host.use({ name }, async ({ version }) => version);

test('an old version that opens late does not take over from a newer one', async () => {
  const openings = new Openings();
  place('late', 'shop', '1');
  const host = repository('late', openings.models(8));
  await host.start();
  const first = versionUsed(host, 'shop');
  await openings.begun('late/shop/1');

  place('late', 'shop', '2');
  const load = host.load('shop');
  await openings.begun('late/shop/2');
  openings.finish('late/shop/2');
  await load;
  openings.finish('late/shop/1');

  expect(await first).toBe('2');
  expect(await versionUsed(host, 'shop')).toBe('2');
  expect(openings.closed).toEqual(['late/shop/1']);
});

test('a model that is unloaded while it opens and asked for again is no broken one', async () => {
  const openings = new Openings();
  place('again', 'shop', '1');
  const host = repository('again', openings.models(8));
  await host.start();
  const first = versionUsed(host, 'shop').catch((error) => error.id);
  await openings.begun('again/shop/1');
  const unload = host.unload('shop');
  const load = host.load('shop');
  openings.finish('again/shop/1');
  await unload;
  expect(await first).toBe('model-unavailable');
  expect(openings.closed).toEqual(['again/shop/1']);

  await openings.begun('again/shop/1');
  openings.finish('again/shop/1');
  await load;
  expect(await versionUsed(host, 'shop')).toBe('1');
  expect(host.list()).toMatchObject([{ state: 'READY', reason: '' }]);
});

test('the memory of a model that was given up just as it opened comes back', async () => {
  const openings = new Openings();
  const [one, two] = [place('given', 'one'), place('given', 'two')].map((path) => join(path, '..'));
  const host = new PlatformModels(openings.models(1, false), folder);
  for (let turn = 0; turn < 3; turn += 1) {
    const post = host.post({ name: 'one', url: one }).catch((error) => error.id);
    await openings.begun('given/one');
    const removal = host.unload('one');
    openings.finish('given/one');
    await removal;
    expect(await post).toBe('model-unavailable');
  }
  const post = host.post({ name: 'two', url: two });
  await openings.begun('given/two');
  openings.finish('given/two');
  await post;
  expect(host.posted.map(({ name }) => name)).toEqual(['two']);
});

test('whoever posts a model anew while it leaves gets it, and the leaving one does not take it along', async () => {
  const openings = new Openings();
  const url = join(place('anew', 'shop'), '..');
  const host = new PlatformModels(openings.models(8, false), folder);
  const post = async () => {
    const posted = host.post({ name: 'shop', url });
    await openings.begun('anew/shop');
    openings.finish('anew/shop');
    await posted;
  };
  await post();
  let finish = () => {};
  const busy = host.use({ name: 'shop' }, () => new Promise<void>((resolve) => (finish = resolve)));
  const removal = host.unload('shop');
  const again = post();
  await new Promise((resolve) => setImmediate(resolve));
  expect(host.list()).toMatchObject([{ name: 'shop', state: 'LOADING' }]);
  finish();
  await Promise.all([busy, removal, again]);
  expect(host.posted).toEqual([{ name: 'shop', url }]);
  await expect(host.use({ name: 'shop' }, async ({ name }) => name)).resolves.toBe('shop');
});

test('who asks for a model that made room for another is told that there is none, until the other can leave', async () => {
  const openings = new Openings();
  for (const name of ['one', 'two']) place('room', name, '1');
  const host = repository('room', openings.models(1));
  await host.start();
  const ask = (name: string) => host.use({ name }, async ({ name: answered }) => answered);
  const first = ask('one');
  await openings.begun('room/one/1');
  openings.finish('room/one/1');
  expect(await first).toBe('one');

  const second = ask('two');
  await openings.begun('room/two/1');
  expect(openings.closed).toEqual(['room/one/1']);
  await expect(ask('one')).rejects.toMatchObject({ id: 'model-memory-exhausted' });
  openings.finish('room/two/1');
  expect(await second).toBe('two');
  const third = ask('one');
  await openings.begun('room/one/1');
  openings.finish('room/one/1');
  expect(await third).toBe('one');
  expect(openings.closed).toEqual(['room/one/1', 'room/two/1']);
});
