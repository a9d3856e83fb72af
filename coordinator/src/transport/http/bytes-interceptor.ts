import {
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';

/** Canonical messages go out as they are. */
export class BytesInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next
      .handle()
      .pipe(
        map((answer: unknown) =>
          answer instanceof Uint8Array
            ? new StreamableFile(answer, { type: 'application/octet-stream', length: answer.length })
            : answer,
        ),
      );
  }
}
