// Lets a child process run the TypeScript sources, as jest does, instead of what was built last:
//   node --experimental-transform-types --import <this file> child.ts
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, URL } from 'node:url';

const root = new URL('../../', import.meta.url);

registerHooks({
  resolve(specifier, context, next) {
    const ours = /^@chorale\/([a-z-]+)$/.exec(specifier);
    if (ours) return next(new URL(`${ours[1]}/src/index.ts`, root).href, context);
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(fileURLToPath(source))) return next(source.href, context);
    }
    return next(specifier, context);
  },
});
