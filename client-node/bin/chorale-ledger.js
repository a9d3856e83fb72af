#!/usr/bin/env node
// Written so that every Node can read it: an old one must be able to say what it lacks.
const oldest = 24;
const program = 'chorale-ledger';
if (Number(process.versions.node.split('.')[0]) < oldest) {
  console.error(
    program +
      ' needs Node ' +
      oldest +
      ' or newer, this is ' +
      process.version +
      '. npm brings it along:\n' +
      '  npx --yes node@' +
      oldest +
      ' ' +
      process.argv[1] +
      ' ' +
      process.argv.slice(2).join(' '),
  );
  process.exit(2);
}
import('../dist/cli/chorale-ledger.js')
  .then((loaded) => loaded.main(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code;
  });
