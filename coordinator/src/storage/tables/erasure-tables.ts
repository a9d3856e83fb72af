// Erasures that nodes told of, and officers' answers; what each column means, and in which unit, stands in ../migrations.
import type { Hash, NodeId, StudyId } from '@chorale/crypto';
import { EntitySchema } from 'typeorm';
import type { ErasureAnswer } from '../../rights/erasure-answers.js';
import { integer, real, text } from '../columns.js';

export interface ErasureRow {
  certificate: Hash;
  node: NodeId;
  requestedOn: string;
  dueOn: string;
  erasedOn: string;
  studies: string;
  entry: number;
  toldAt: number;
}
export const Erasures = new EntitySchema<ErasureRow>({
  name: 'erasures',
  columns: {
    certificate: text({ primary: true }),
    node: text(),
    requestedOn: text(),
    dueOn: text(),
    erasedOn: text(),
    studies: text(),
    entry: integer(),
    toldAt: integer(),
  },
});

export interface ErasureAnswerRow {
  certificate: Hash;
  study: StudyId;
  answer: ErasureAnswer;
  successor: StudyId | null;
  reason: string;
  epsilon: number | null;
  delta: number | null;
  by: string;
  at: number;
  entry: number;
}
export const ErasureAnswers = new EntitySchema<ErasureAnswerRow>({
  name: 'erasure_answers',
  columns: {
    certificate: text({ primary: true }),
    study: text({ primary: true }),
    answer: text(),
    successor: text({ nullable: true }),
    reason: text(),
    epsilon: real({ nullable: true }),
    delta: real({ nullable: true }),
    by: text(),
    at: integer(),
    entry: integer(),
  },
});
