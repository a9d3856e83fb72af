// Customers' states: where they go, what comes of today's customers, and the outlook from each state.
import type { StatesResult } from '@chorale/models';
import {
  colours,
  facts,
  figure,
  type Html,
  note,
  numberColumns,
  table,
  type TableCell,
  together,
} from '@chorale/models/pages';
import { columns, lineKey, lines, seriesKey, WIDE, type Line } from '../plots.js';
import { atLeastNone, type Finding, type Reader } from './finding.js';
import { statesTexts } from './texts/states.js';

type Texts = (typeof statesTexts)['en'];

export const drawStates: Finding<StatesResult> = (found, reader) => {
  const texts = statesTexts[reader.language];
  const { formats } = reader;
  const body = together(
    facts([
      [texts.active, found.active],
      [texts.lost, found.lost],
      [texts.horizon, texts.periods(formats.count(found.horizon))],
    ]),
    found.unseen.length > 0 ? note(texts.unseen(found.unseen.join(', ')), 'warning') : undefined,
    transitionsOf(found, texts, reader),
    aheadOf(found, texts, reader),
    outlookOf(found, texts, reader),
  );
  return [{ id: 'states', title: texts.title, body }];
};

function transitionsOf({ states }: StatesResult, texts: Texts, reader: Reader): Html {
  const { formats } = reader;
  const names = states.map(({ state }) => state);
  return table(
    texts.transitionsCaption,
    numberColumns(texts.transitions, [...names, texts.seen]),
    states.map(({ state, next, transitions }): TableCell[] => [
      state,
      ...names.map((name): TableCell => {
        const chance = next?.[name];
        return chance === undefined ? texts.notSeen : { value: formats.percent(chance), shade: chance };
      }),
      formats.count(atLeastNone(reader, transitions)),
    ]),
  );
}

/** The states' shares walked along the chain; a state that nobody was seen to leave is taken to stay. */
function aheadOf({ states, horizon }: StatesResult, texts: Texts, { formats }: Reader): Html | undefined {
  const persons = states.map((each) => Math.max(0, each.persons));
  const all = persons.reduce((sum, each) => sum + each, 0);
  if (all <= 0) return undefined;
  let shares = persons.map((each) => each / all);
  const walked = [shares];
  for (let period = 1; period <= horizon; period += 1) {
    shares = states.map(({ state: to }, place) =>
      states.reduce(
        (sum, { next }, from) =>
          sum + shares[from]! * (next === null ? Number(from === place) : (next[to] ?? 0)),
        0,
      ),
    );
    walked.push(shares);
  }
  const drawn = states.slice(0, colours.curves.length).map(({ state }, place): Line => ({
    name: state,
    points: walked.map((each, period) => [period, each[place]!]),
    colour: colours.curves[place]!,
  }));
  return figure(
    texts.ahead,
    texts.aheadExplanation,
    lines({ id: 'ahead', label: texts.ahead }, drawn, {
      ...{ x: texts.axisPeriod, y: texts.axisShare, writeX: formats.short, writeY: formats.percent },
      isFromZero: true,
    }),
    lineKey(drawn),
  );
}

function outlookOf({ states, horizon }: StatesResult, texts: Texts, reader: Reader): Html {
  const { formats } = reader;
  const series = [
    { name: texts.lostWithin, values: states.map((each) => each.lostWithin), colour: colours.pooled },
    { name: texts.activeWithin, values: states.map((each) => each.activeWithin), colour: colours.federated },
  ];
  return together(
    figure(
      texts.outlook,
      texts.outlookExplanation(formats.count(horizon)),
      columns(
        { id: 'outlook', label: texts.outlook, width: WIDE },
        states.map(({ state }) => state),
        series,
        { x: texts.state, y: texts.axisChance, write: formats.percent },
      ),
      seriesKey(series),
    ),
    table(
      texts.outlook,
      numberColumns(texts.state, [texts.persons, texts.lostWithin, texts.activeWithin, texts.untilLost]),
      states.map(({ state, persons, lostWithin, activeWithin, periodsUntilLost }) => [
        state,
        formats.count(atLeastNone(reader, persons)),
        formats.percent(lostWithin),
        formats.percent(activeWithin),
        periodsUntilLost === null ? texts.never : formats.short(periodsUntilLost),
      ]),
    ),
  );
}
