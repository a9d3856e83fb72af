const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/**
 * jest-environment-node, but for one thing: its globals are a plain object's. By default each look at a global (`Math`,
 * `Uint8Array`, `Promise`) goes through interceptors of node:vm, which takes a microsecond where it should take none.
 */
class PlainGlobalsEnvironment extends TestEnvironment {
  constructor(config, context) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(config, context);
    } finally {
      vm.createContext = createContext;
    }
  }
}

module.exports = PlainGlobalsEnvironment;
