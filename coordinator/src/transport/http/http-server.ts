// The HTTP side: Nest on Express, one filter for errors, one document for people.
import 'reflect-metadata';
import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { ServerOptions } from 'node:https';
import type { House } from '../../house.js';
import type { Logger } from '../../platform/logger.js';
import type { Metrics } from '../../platform/metrics.js';
import { AccountsAdminController } from './admin/accounts-admin.js';
import { AdminInterceptor } from './admin/admin-interceptor.js';
import { ADMIN_ROOT } from './admin/admin-route.js';
import { AgreementsAdminController } from './admin/agreements-admin.js';
import { BudgetAdminController } from './admin/budget-admin.js';
import { EvidenceAdminController } from './admin/evidence-admin.js';
import { FederationAdminController } from './admin/federation-admin.js';
import { IncidentsAdminController } from './admin/incidents-admin.js';
import { ArchivesAdminController } from './admin/archives-admin.js';
import { ErasuresAdminController } from './admin/erasures-admin.js';
import { LedgerAdminController } from './admin/ledger-admin.js';
import { OidcAdminController } from './admin/oidc-admin.js';
import { openApiOf, specsOf } from './admin/open-api.js';
import { PermissionGuard } from './admin/permission-guard.js';
import { RequestRates } from './admin/request-rates.js';
import { RostersAdminController } from './admin/rosters-admin.js';
import { RoundsAdminController } from './admin/rounds-admin.js';
import { SessionAdminController } from './admin/session-admin.js';
import { StudiesAdminController } from './admin/studies-admin.js';
import { WebhooksAdminController } from './admin/webhooks-admin.js';
import { FederationController } from './federation-controller.js';
import { HealthController } from './health-controller.js';
import { LedgerController } from './ledger-controller.js';
import { NestLogger } from './nest-logger.js';
import { ProblemFilter } from './problem-filter.js';
import { RoundsController } from './rounds-controller.js';
import { SeveralController } from './several-controller.js';
import { StudiesController } from './studies-controller.js';
import { HOUSE, METRICS, RATES } from './tokens.js';

export interface HttpParts {
  readonly house: House;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Undefined for plain HTTP, on loopback or behind a proxy. */
  readonly tls: Pick<ServerOptions, 'cert' | 'key'> | undefined;
  /** A reverse proxy says from which address and by which scheme it was asked. */
  readonly behindProxy?: boolean;
  readonly rates?: RequestRates;
}

/** What people may ask; each route has a line in people/permissions.ts. */
export const adminControllers = [
  SessionAdminController,
  OidcAdminController,
  AccountsAdminController,
  FederationAdminController,
  AgreementsAdminController,
  StudiesAdminController,
  RoundsAdminController,
  BudgetAdminController,
  LedgerAdminController,
  ErasuresAdminController,
  ArchivesAdminController,
  RostersAdminController,
  EvidenceAdminController,
  IncidentsAdminController,
  WebhooksAdminController,
];

const MOST_ADMIN_BODY = '1mb';

@Module({})
class HttpModule {
  static around({ house, metrics }: HttpParts, rates: RequestRates): DynamicModule {
    return {
      module: HttpModule,
      controllers: [
        FederationController,
        StudiesController,
        RoundsController,
        LedgerController,
        SeveralController,
        ...adminControllers,
        HealthController,
      ],
      providers: [
        { provide: HOUSE, useValue: house },
        { provide: METRICS, useValue: metrics },
        { provide: RATES, useValue: rates },
      ],
    };
  }
}

/** Puts the application together; it does not listen yet. */
export async function createHttpApp(parts: HttpParts): Promise<INestApplication> {
  const rates = parts.rates ?? new RequestRates();
  const app = await NestFactory.create(HttpModule.around(parts, rates), new ExpressAdapter(), {
    bodyParser: false,
    logger: new NestLogger(parts.logger),
    ...(parts.tls ? { httpsOptions: parts.tls } : {}),
  });
  const server = app.getHttpAdapter().getInstance() as express.Express;
  // Answers to nodes are made anew each time; hashing them for a cache is wasted.
  server.disable('etag');
  if (parts.behindProxy === true) server.set('trust proxy', 1);
  const { people } = parts.house;
  app.use(observe(parts.metrics, parts.logger));
  app.use(helmet());
  app.use(ADMIN_ROOT, express.json({ limit: MOST_ADMIN_BODY, strict: true }));
  app.useGlobalFilters(new ProblemFilter(parts.logger));
  app.useGlobalGuards(new PermissionGuard(people.gate, rates));
  app.useGlobalInterceptors(new AdminInterceptor(people));
  // Our own document, of OpenAPI 3.1, in Nest's type, which knows 3.0; made when somebody asks for it.
  const document = () => openApiOf(specsOf(adminControllers)) as unknown as OpenAPIObject;
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'docs/openapi.json', raw: ['json'] });
  await app.init();
  return app;
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
