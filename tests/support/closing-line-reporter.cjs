// Prints the closing line that continuous integration reads, after all that other reporters print.
const { writeSync } = require('node:fs');

module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    process.once('exit', () => {
      writeSync(1, `${results.numPassedTests} passed, ${failed} failed${tail}\n`);
    });
  }
};
