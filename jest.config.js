const { availableParallelism } = require('node:os');

// Every file of tests has a world of its own, in which a look at a global costs 400 ns unless it is named here: loops over
// pixels spent more on that than on pixels.
const globals =
  'Array BigInt Boolean Error JSON Map Math Number Object Promise Reflect RegExp Set String Symbol WeakMap process Buffer ' +
  'DataView BigUint64Array Float32Array Float64Array Int16Array Int32Array Uint16Array Uint32Array Uint8Array Uint8ClampedArray';

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
  // Some take ten times as long on a machine that does other things as well; none waits for a time.
  testTimeout: 120_000,
  sandboxInjectedGlobals: globals.split(' '),
  reporters: ['default', '<rootDir>/test/slowest-files.js'],
  setupFiles: ['<rootDir>/test/setup.js'],
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
