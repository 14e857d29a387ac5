const { relative } = require('node:path');

/** Says at the end of a run of many files which five took longest, so that growth is seen. */
module.exports = class {
  onRunComplete(_contexts, { testResults }) {
    if (testResults.length < 50) return;
    const slowest = testResults
      .map(({ testFilePath, perfStats: { start, end } }) => ({ path: testFilePath, seconds: (end - start) / 1000 }))
      .sort((one, other) => other.seconds - one.seconds)
      .slice(0, 5)
      .map(({ path, seconds }) => `${seconds.toFixed(1)} s ${relative(process.cwd(), path)}`);
    process.stderr.write(`\nThe slowest files: ${slowest.join(', ')}\n`);
  }
};
