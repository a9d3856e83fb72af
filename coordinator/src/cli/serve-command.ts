// chorale-coordinator serve: runs until it is told to stop.
import type { Command } from 'commander';
import { once } from 'node:events';
import { readServeConfig } from '../platform/config.js';
import { createLogger } from '../platform/logger.js';
import type { Output } from './output.js';

export function addServe(program: Command, output: Output): void {
  program
    .command('serve')
    .description('run the coordinator of one federation')
    .option('--port <port>', 'port to listen on; 0 lets the system choose (default: 7400)')
    .option('--host <host>', 'address to listen on (default: 127.0.0.1)')
    .option('--federation <name>', 'name of the federation, on the first start (default: chorale)')
    .option('--tls-cert <file>', 'PEM certificate')
    .option('--tls-key <file>', 'PEM private key')
    .option('--behind-proxy', 'a reverse proxy in front of this one ends TLS')
    .option(
      '--public-url <url>',
      'address under which nodes reach this coordinator, written into invitations',
    )
    .option('--dev', 'for trying things out: no passphrase, keys that protect nothing')
    .action(async (_: unknown, command: Command) => {
      const { environment, serve } = readServeConfig(process.env, command.opts());
      // Nest and SEAL take a second to load: other commands need neither.
      const { startCoordinator } = await import('../server.js');
      const coordinator = await startCoordinator(
        environment,
        serve,
        createLogger(environment.CHORALE_LOG_LEVEL),
      );
      if (coordinator.firstAccountToken !== undefined)
        output.stderr.write(
          'nobody has an account yet; within a day, the first administrator may open one with\n  chorale-coordinator account ' +
            `open --url ${coordinator.url} --token ${coordinator.firstAccountToken}\n`,
        );
      output.stdout.write(`${JSON.stringify({ ready: true, url: coordinator.url })}\n`);
      await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
      await coordinator.stop();
    });
}
