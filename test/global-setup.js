const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

/** Tests run the built server, so they build it first: less than three seconds. */
module.exports = () => {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: join(__dirname, '..', 'container'), stdio: 'inherit' });
};
