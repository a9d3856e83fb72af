// Counted marketing paths with conversions (ChannelAttribution): each path as one "person", a row a touch.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { People } from '@chorale/models';

export interface CountedPath {
  readonly channels: readonly string[];
  readonly conversions: number;
  readonly value: number;
  readonly nulls: number;
}

export function marketingPaths(file: string): CountedPath[] {
  const [, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/);
  return lines.map((line) => {
    const [path, conversions, value, nulls] = line.replaceAll('"', '').split(',');
    return {
      channels: path!.split(' > '),
      ...{ conversions: Number(conversions), value: Number(value), nulls: Number(nulls) },
    };
  });
}

/** Counts stand at the last touch of a path. */
export function peopleOfPaths(paths: readonly CountedPath[], channels: readonly string[]): People {
  const rows = paths.flatMap((path) =>
    path.channels.map((channel, touch) => {
      const isLast = touch === path.channels.length - 1;
      return {
        channel: channels.indexOf(channel) < 0 ? channels.length : channels.indexOf(channel),
        conversions: isLast ? path.conversions : 0,
        value: isLast ? path.value : 0,
        nulls: isLast ? path.nulls : 0,
      };
    }),
  );
  const rowStart = new Uint32Array(paths.length + 1);
  paths.forEach((path, person) => {
    rowStart[person + 1] = rowStart[person]! + path.channels.length;
  });
  return {
    size: paths.length,
    rowStart,
    columns: new Map(
      (['channel', 'conversions', 'value', 'nulls'] as const).map((name) => [
        name,
        Float64Array.from(rows, (row) => row[name]),
      ]),
    ),
  };
}
