// The HTTP side: Nest on Express, one filter for errors, one document for people.
import 'reflect-metadata';
import {
  Module,
  StandardSchemaValidationPipe,
  type DynamicModule,
  type INestApplication,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { ServerOptions } from 'node:https';
import { readable } from '../../agreements/agreements.js';
import type { House } from '../../house.js';
import { CoordinatorError } from '../../platform/errors.js';
import type { Logger } from '../../platform/logger.js';
import type { Metrics } from '../../platform/metrics.js';
import { VERSION } from '../../platform/version.js';
import { AdminController } from './admin-controller.js';
import type { AdminGate } from './admin-gate.js';
import { FederationController } from './federation-controller.js';
import { HealthController } from './health-controller.js';
import { LedgerController } from './ledger-controller.js';
import { NestLogger } from './nest-logger.js';
import { ProblemFilter } from './problem-filter.js';
import { RoundsController } from './rounds-controller.js';
import { StudiesController } from './studies-controller.js';
import { ADMIN_GATE, HOUSE, METRICS } from './tokens.js';

export interface HttpParts {
  readonly house: House;
  readonly metrics: Metrics;
  readonly adminGate: AdminGate;
  readonly logger: Logger;
  /** Undefined for plain HTTP, on loopback or behind a proxy. */
  readonly tls: Pick<ServerOptions, 'cert' | 'key'> | undefined;
}

const MOST_ADMIN_BODY = '1mb';

@Module({})
class HttpModule {
  static around({ house, metrics, adminGate }: HttpParts): DynamicModule {
    return {
      module: HttpModule,
      controllers: [
        FederationController,
        StudiesController,
        RoundsController,
        LedgerController,
        AdminController,
        HealthController,
      ],
      providers: [
        { provide: HOUSE, useValue: house },
        { provide: METRICS, useValue: metrics },
        { provide: ADMIN_GATE, useValue: adminGate },
      ],
    };
  }
}

/** Puts the application together; it does not listen yet. */
export async function createHttpApp(parts: HttpParts): Promise<INestApplication> {
  const app = await NestFactory.create(HttpModule.around(parts), new ExpressAdapter(), {
    bodyParser: false,
    logger: new NestLogger(parts.logger),
    ...(parts.tls ? { httpsOptions: parts.tls } : {}),
  });
  // Answers are made anew each time; hashing them for a cache is wasted.
  (app.getHttpAdapter().getInstance() as express.Express).disable('etag');
  app.use(observe(parts.metrics, parts.logger));
  app.use(helmet());
  app.use('/admin', express.json({ limit: MOST_ADMIN_BODY, strict: true }));
  app.useGlobalFilters(new ProblemFilter(parts.logger));
  app.useGlobalPipes(
    new StandardSchemaValidationPipe({
      exceptionFactory: (issues) => new CoordinatorError('malformed', readable(issues.map(plainPath))),
    }),
  );
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, openApi()), {
    jsonDocumentUrl: 'docs/openapi.json',
  });
  await app.init();
  return app;
}

function openApi(): ReturnType<DocumentBuilder['build']> {
  return new DocumentBuilder()
    .setTitle('Chorale coordinator')
    .setDescription(
      'Administration of a federation. Nodes speak canonical binary messages under /v1 (docs/protocol.md). ' +
        'Errors are RFC 9457 problem documents whose code is one of a closed set.',
    )
    .setVersion(VERSION)
    .addBearerAuth()
    .build();
}

/** Counts and times each request by its route, never by its address: ids would make endless labels. */
function observe(metrics: Metrics, logger: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const started = process.hrtime.bigint();
    response.once('close', () => {
      const route = routeOf(request);
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      metrics.requests.inc({ route, status: response.statusCode });
      metrics.requestSeconds.observe({ route }, seconds);
      logger.trace({ route, round: request.params.round, status: response.statusCode, seconds }, 'request');
    });
    next();
  };
}

function routeOf(request: Request): string {
  const route: unknown = (request as { route?: { path?: unknown } }).route?.path;
  return `${request.method} ${typeof route === 'string' ? route : 'unknown'}`;
}

type StandardPath = readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
function plainPath({ path, message }: { path?: StandardPath; message: string }): {
  path: PropertyKey[];
  message: string;
} {
  return { path: (path ?? []).map((part) => (typeof part === 'object' ? part.key : part)), message };
}
