// Lets a measured child process run what was built, also where helpers of tests name the sources:
//   node --experimental-transform-types --import <this file> child.ts
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, URL } from 'node:url';

const PACKAGE_SOURCES = /\/(crypto|models|client-node|coordinator)\/src\//;

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    if (!/^\.{1,2}\/.*\.js$/.test(specifier) || !parentURL || parentURL.includes('/node_modules/'))
      return next(specifier, context);
    const named = new URL(specifier, parentURL).href;
    if (PACKAGE_SOURCES.test(named)) return next(named.replace(PACKAGE_SOURCES, '/$1/dist/'), context);
    const source = named.replace(/\.js$/, '.ts');
    return next(existsSync(fileURLToPath(source)) ? source : specifier, context);
  },
});
