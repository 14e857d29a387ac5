import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../../container/src/inference/engine';
import { LoadedModels } from '../../../container/src/model-host/loaded-models';
import { MemoryAdmission } from '../../../container/src/model-host/memory-admission';
import { FolderSource } from '../../../container/src/model-host/repository/folder-source';
import { RepositoryModels } from '../../../container/src/model-host/repository-models';
import { createLogger } from '../../../container/src/telemetry/logger';
import { Failure } from '../../../lib/contracts/failures';
import { StartFailure } from '../../../lib/contracts/start-failures';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';

const folder = temporaryFolder();
const names = ['a', 'b', 'c'];
const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The same numbers for the same seed (mulberry32). */
function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A repository of three models, two of which fit, with openings of random length that fail at times. */
function host(root: string, random: () => number) {
  const each = MemoryAdmission.estimate(8192, 1);
  const memory = new MemoryAdmission(2 * each, { limit: () => 64e9, inUse: () => 0 });
  const open = new Set<Engine>();
  const wrong: string[] = [];
  const models = new LoadedModels({
    processes: 1,
    memory,
    evict: true,
    open: async (_place, known, signal) => {
      await later(random() * 8);
      if ((signal.aborted && random() < 0.5) || random() < 0.1)
        throw new StartFailure('inference-unavailable', 'chance');
      const stop = async () => {
        await later(random() * 4);
        open.delete(engine);
      };
      const engine = { ...known, pool: { stop, ready: 1 } } as unknown as Engine;
      open.add(engine);
      if (open.size > 2) wrong.push(`${open.size} models are open, two fit`);
      return engine;
    },
  });
  const repository = new RepositoryModels({
    source: new FolderSource(root),
    models,
    pollSeconds: 0.02,
    defaultModel: undefined,
    preload: [],
    pinned: new Map(),
    log: createLogger('silent'),
  });
  return { repository, memory, open, wrong, fits: () => memory.fits(2 * each) };
}

test.each([1, 2, 3, 4])(
  'whatever is asked at whatever moment, everybody is answered, no model in use is closed, and all memory comes back (seed %d)',
  async (seed) => {
    const random = randomBy(seed);
    const root = join(folder, `chaos-${seed}`);
    for (const name of names) writeTinyModel(join(root, name, '1'));
    const { repository, open, wrong, fits } = host(root, random);
    await repository.start();
    const expected = ['model-unknown', 'model-unavailable', 'model-memory-exhausted', 'deadline-exceeded'];
    const answers: Promise<unknown>[] = [];
    let answered = 0;
    const use = (name: string, version?: string) =>
      repository.use({ name, version, deadline: performance.now() + 2000 }, async (engine) => {
        for (let turn = 0; turn < 3; turn += 1) {
          if (!open.has(engine)) wrong.push(`${name} was closed under its caller`);
          await later(random() * 3);
        }
        if (engine.name !== name) wrong.push(`${engine.name} answered for ${name}`);
        answered += 1;
        if (version !== undefined && engine.version !== version)
          wrong.push(`version ${engine.version}, not ${version}`);
      });
    for (let step = 0; step < 400; step += 1) {
      const name = names[Math.floor(random() * names.length)];
      const version = String(1 + Math.floor(random() * 3));
      const chance = random();
      const act = (): Promise<unknown> | undefined => {
        if (chance < 0.6) return use(name);
        if (chance < 0.7) return use(name, version);
        if (chance < 0.8) return repository.load(name);
        if (chance < 0.88) return repository.unload(name);
        if (chance < 0.96) writeTinyModel(join(root, name, version), { labels: ['red', 'green', `${step}`] });
        else rmSync(join(root, name, version), { recursive: true, force: true });
        mkdirSync(join(root, name), { recursive: true });
        return undefined;
      };
      answers.push(
        Promise.resolve(act()).catch((error: unknown) => {
          if (!(error instanceof Failure) || !expected.includes(error.id)) wrong.push(String(error));
        }),
      );
      if (random() < 0.5) await later(random() * 4);
    }
    await Promise.all(answers);
    for (const name of names) await repository.unload(name).catch(() => {});
    await later(50);
    expect(wrong).toEqual([]);
    expect(answered).toBeGreaterThan(50);
    expect(fits()).toBe(true);
    await repository.stop();
    expect([...open]).toEqual([]);
  },
  120_000,
);
