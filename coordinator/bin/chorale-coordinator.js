#!/usr/bin/env node
// Committed as it is, so that npm links it before anything was built.
const [major] = process.versions.node.split('.');
if (Number(major) < 24) {
  process.stderr.write(
    `chorale-coordinator needs Node 24 or newer, this is ${process.versions.node}. Run: npx --yes node@24 ${process.argv.slice(1).join(' ')}\n`,
  );
  process.exitCode = 2;
} else {
  await import('../dist/cli/main.js');
}
