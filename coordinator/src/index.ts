// The coordinator as a library: for tests and for programs that embed it.
export { startCoordinator, type RunningCoordinator } from './server.js';
export {
  readServeConfig,
  ConfigurationError,
  type Environment,
  type ServeOptions,
} from './platform/config.js';
