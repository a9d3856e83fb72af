import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/node_modules/',
    'coverage/',
    '**/.chorale/',
    'coordinator/src/client/admin-api.ts',
  ]),
  eslint.configs.recommended,
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: { globals: { process: 'readonly', module: 'writable', console: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // An interface gives a struct a name that declarations keep.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      // Chance comes from the system's entropy through crypto/random; nothing else may draw.
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use Entropy from @chorale/crypto.' },
      ],
      // { secret, ...rest } is how a property is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['coordinator/src/**/*.ts'],
    rules: {
      // Nest and TypeORM read constructor types at run time.
      '@typescript-eslint/consistent-type-imports': 'off',
      // They also declare their option bags as classes and document object literals for them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['crypto/src/**/*.ts', 'models/src/**/*.ts'],
    // What they compute depends on their arguments alone.
    rules: {
      'no-restricted-globals': [
        'error',
        ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'fetch'].map((name) => ({
          name,
          message: 'crypto and models read no clock and no network; the caller passes time and bytes in.',
        })),
      ],
    },
  },
  {
    files: ['models/src/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@chorale/crypto',
              allowImportNames: ['Entropy', 'IntegerBlock', 'IntegerLayout'],
              message: 'models knows of crypto only how integers are laid out and where chance comes from.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['client-node/src/serve-scores/listen.ts'],
    // It lets others connect, and connects to nobody.
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: ['http', 'node:http'].map((name) => ({
            name,
            allowImportNames: ['createServer', 'IncomingMessage', 'Server', 'ServerResponse'],
            message: 'The scoring service listens; it makes no request.',
          })),
        },
      ],
    },
  },
);
