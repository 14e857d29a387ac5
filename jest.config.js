const { availableParallelism } = require('node:os');

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }] },
  globalSetup: '<rootDir>/test/global-setup.ts',
  globalTeardown: '<rootDir>/test/global-teardown.ts',
  // Longer ones are a step of .ci/run, which sets LONG.
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.LONG ? [] : ['\\.long\\.test\\.ts$'])],
  // Most tests wait for other processes: three workers use two cores better than two do (85 % against 69 %, MEASURED), and
  // jest takes no more than 100 %.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  testTimeout: 60_000,
  setupFiles: ['<rootDir>/test/setup.js'],
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
