module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }] },
  globalSetup: '<rootDir>/test/global-setup.ts',
  globalTeardown: '<rootDir>/test/global-teardown.ts',
  // Longer ones are a step of .ci/run, which sets LONG.
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.LONG ? [] : ['\\.long\\.test\\.ts$'])],
  // Most tests wait for servers: one core is not kept free for anybody.
  maxWorkers: '100%',
  testTimeout: 60_000,
  setupFiles: ['<rootDir>/test/setup.js'],
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
