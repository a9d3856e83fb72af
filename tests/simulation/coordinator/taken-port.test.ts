// A start that fails leaves nothing behind: the same process may start again in the same home.
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { startCoordinator } from '../../../coordinator/src/server.js';
import { readServeConfig } from '../../../coordinator/src/platform/config.js';
import { createLogger } from '../../../coordinator/src/platform/logger.js';
import { temporaryFolders } from '../../support/temporary-folder.js';

const folder = temporaryFolders();

test('a taken port is the error, and the home can be used again at once', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const home = folder();
  const start = (at: number) => {
    const { environment, serve } = readServeConfig({ CHORALE_HOME: home }, { dev: true, port: String(at) });
    return startCoordinator(environment, serve, createLogger('silent'));
  };
  await expect(start(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  taken.close();
  const coordinator = await start(0);
  await coordinator.stop();
});
