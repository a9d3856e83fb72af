import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CoordinatorError } from '../../platform/errors.js';
import type { Logger } from '../../platform/logger.js';
import { asCoordinatorError, PROBLEM_TYPE, problemOf } from './problems.js';

/** Answers every error with a problem document; what is a bug is logged, never shown. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const known = asCoordinatorError(error) ?? this.ofFramework(error, request);
    if (response.headersSent) {
      // Half an answer is out already: only the cut connection can tell that it is not whole.
      response.destroy();
      return;
    }
    const problem = problemOf(known);
    if (problem.status < 500) this.logger.debug({ route: request.path, code: problem.code }, problem.detail);
    const { retryAfterSeconds } = known.hints;
    if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
    // A body that was not read to its end would be taken for the next request.
    if (!request.complete) response.setHeader('connection', 'close');
    response.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
  }

  private ofFramework(error: unknown, request: Request): CoordinatorError {
    const status = error instanceof HttpException ? error.getStatus() : statusOfParser(error);
    if (status === 404)
      return new CoordinatorError('not-found', `there is nothing at ${request.method} ${request.path}`);
    if (status === 413) return new CoordinatorError('too-large', 'the body is larger than this route takes');
    if (status !== undefined && status >= 400 && status < 500)
      return new CoordinatorError('malformed', 'the request is malformed; see /docs');
    this.logger.error({ err: error, route: request.path }, 'request failed');
    return new CoordinatorError('internal', 'the coordinator failed; its log says why. Try again later');
  }
}

/** Body parsers mark their errors with a status. */
function statusOfParser(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}
