import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createRunFolder, removeRunFolder } from './run-folder';

test('tests and what they start leave their files in one folder, short enough for sockets', () => {
  const folder = tmpdir();
  expect(basename(folder)).toMatch(/^icjest-\d+$/);
  expect(execFileSync(process.execPath, ['-p', 'os.tmpdir()'], { encoding: 'utf8' }).trim()).toBe(folder);
  expect(basename(folder).length).toBeLessThan(20);
});

test('the folder goes with its run, and with the next one where a run was killed', () => {
  const parent = mkdtempSync(join(tmpdir(), 'parent-'));
  const killed = join(parent, `icjest-${endedPid()}`);
  const another = join(parent, 'another-1');
  for (const folder of [killed, another]) mkdirSync(folder);

  const own = createRunFolder(parent);
  writeFileSync(join(own, 'left'), '');
  expect([killed, another, own].map(existsSync)).toEqual([false, true, true]);
  expect(createRunFolder(parent)).toBe(own);

  removeRunFolder(own);
  expect(existsSync(own)).toBe(false);
});

const endedPid = () => execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
