// The node as a library: what the command line, the demo and embedding programs start from.
export { loadNodeConfig, nodeConfigSchema, type NodeConfig } from './config/node-config.js';
export { preparePeople, type PreparedPeople } from './features/prepare-people.js';
export { NotEnrolledError } from './agreement/not-enrolled.js';
export { startNode, type StartOptions } from './start-node.js';
export type { NodeEvent, ReportEvent } from './round/round-events.js';
