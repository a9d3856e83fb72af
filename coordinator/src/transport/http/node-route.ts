// How a handler says which route of the road it serves (crypto/src/wire/routes.ts).
import { nodeRoutes, type NodeRoute as RouteName } from '@chorale/crypto';
import {
  applyDecorators,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { BytesInterceptor } from './bytes-interceptor.js';
import { NODE_ROUTE } from './node-call.js';
import { NodeGuard } from './node-guard.js';

/** @param status of an answer that succeeded. */
export function NodeRoute(route: RouteName, status: 200 | 201 | 204 = 200): MethodDecorator {
  const { method, path } = nodeRoutes[route];
  return applyDecorators(
    RequestMapping({ method: RequestMethod[method], path }),
    HttpCode(status),
    SetMetadata(NODE_ROUTE, route),
    UseGuards(NodeGuard),
    UseInterceptors(BytesInterceptor),
  );
}
