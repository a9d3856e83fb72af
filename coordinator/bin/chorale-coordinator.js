#!/usr/bin/env node
// Committed as it is, so that npm links it before anything was built.

// What a server reads and sends are short-lived buffers outside the heap, which only a collection gives back: with a
// small young generation collections are cheap and frequent, while Node's own limit of 64 MB keeps a hundred megabytes
// back and leaves them to collections of everything.
const YOUNG_GENERATION = '--max-semi-space-size';
const MEGABYTES = 8;
// glibc maps large buffers by themselves and gives them back when they are freed, but takes "large" ever higher with what is
// freed, up to 32 MB, and keeps the holes: a threshold that is set stays. Other C libraries do not read it.
const ALLOCATOR = { MALLOC_MMAP_THRESHOLD_: String(128 * 1024) };

const [major] = process.versions.node.split('.');
if (Number(major) < 24) {
  process.stderr.write(
    `chorale-coordinator needs Node 24 or newer, this is ${process.versions.node}. Run: npx --yes node@24 ${process.argv.slice(1).join(' ')}\n`,
  );
  process.exitCode = 2;
} else {
  const [node, ...words] = process.argv;
  const isServer = words[1] === 'serve';
  // Whoever starts it may say otherwise.
  const isSaid = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((flags) =>
    flags.includes(YOUNG_GENERATION),
  );
  // The same process, begun again. Where there is no such call, as on Windows, the server only takes more memory.
  if (isServer && !isSaid && process.platform !== 'win32')
    process.execve?.(node, [node, ...process.execArgv, `${YOUNG_GENERATION}=${MEGABYTES}`, ...words], {
      ...ALLOCATOR,
      ...process.env,
    });
  await import('../dist/cli/main.js');
}
