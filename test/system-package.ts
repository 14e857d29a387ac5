/**
 * `test` for what needs something that npm does not install. A checkout is tested on any machine, so without it these
 * tests are skipped, with a warning that names it. The repository's own proof (CI=1) must not pass by skipping.
 *
 * @param missing - what is not there, and how it comes there
 */
export function testWith(found: boolean, missing: string): jest.It {
  if (found) return test;
  if (process.env.CI === '1') throw new Error(`These tests need ${missing}`);
  // Jest keeps what a file says on the console to itself when all of its tests are skipped.
  process.stderr.write(`Skipped: tests that need ${missing}\n`);
  return test.skip;
}

/** What tests need that look into a process from outside. */
export const processFiles = [process.platform === 'linux', "Linux's /proc"] as const;
