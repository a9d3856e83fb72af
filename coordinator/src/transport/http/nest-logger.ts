import type { LoggerService } from '@nestjs/common';
import type { Logger } from '../../platform/logger.js';

/** The framework's own lines, in our log; its start-up chatter only when somebody debugs. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown): void {
    this.logger.debug(String(message));
  }
  error(message: unknown): void {
    this.logger.error(String(message));
  }
  warn(message: unknown): void {
    this.logger.warn(String(message));
  }
}
