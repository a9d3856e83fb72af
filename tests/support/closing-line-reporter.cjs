// Prints, after all that other reporters print, what was not run and how to run it, and the closing line that
// continuous integration reads. There (CI=true) nothing may be left out: a skipped test fails the run.
const { writeSync } = require('node:fs');

const HOW_TO =
  'set CHORALE_DATA to the folder with the real data sets, CHORALE_TEST_DATABASE_URL to a PostgreSQL and ' +
  'CHORALE_TEST_MYSQL_URL to a MySQL or MariaDB that tests may use';

module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults
      .flatMap((file) => file.testResults)
      .filter((test) => test.status === 'pending' || test.status === 'todo')
      .map((test) => test.fullName);
    const mayNotSkip = process.env.CI === 'true' && skipped.length > 0;
    if (mayNotSkip) this.problem = new Error(`${skipped.length} tests were not run`);
    const failed =
      results.numFailedTests + results.numRuntimeErrorTestSuites + (mayNotSkip ? skipped.length : 0);
    const tail = skipped.length > 0 && !mayNotSkip ? `, ${skipped.length} skipped` : '';
    process.once('exit', () => {
      for (const name of skipped) writeSync(1, `not run: ${name}\n`);
      if (skipped.length > 0) writeSync(1, `to run them, ${HOW_TO}\n`);
      writeSync(1, `${results.numPassedTests} passed, ${failed} failed${tail}\n`);
    });
  }

  /** What jest asks to decide its exit code. */
  getLastError() {
    return this.problem;
  }
};
