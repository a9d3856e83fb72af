import {
  agreementSchema,
  computationNames,
  planStudy,
  recipes,
  studySchema,
  unplayedRoles,
  type Recipe,
} from '@chorale/models';
import { resolveRecipe } from '../../../models/src/retail/recipes.js';

const asked = {
  format: 'chorale-study/1',
  name: 'who',
  agreement: 'test',
  recipe: 'segments',
  features: ['recency', 'spent'],
};

test('a recipe becomes its computation, and reading the study again changes nothing', () => {
  const study = studySchema.parse({ ...asked, settings: { segments: 5 } });
  expect(study).toMatchObject({
    recipe: 'segments',
    computation: 'k-means',
    question: 'Who are our customers?',
    features: ['recency', 'spent'],
    settings: { segments: 5 },
  });
  expect(studySchema.parse(JSON.parse(JSON.stringify(study)))).toEqual(study);
  expect(studySchema.parse({ ...asked, question: 'Who?' }).question).toBe('Who?');
});

test('a recipe of several models is answered by the one that the study names', () => {
  const asking = { ...asked, recipe: 'demand-forecast', features: ['sold_1', 'sold_2'] };
  const first = studySchema.parse(asking);
  expect(first.computation).toBe('linear-regression');
  expect({ ...studySchema.parse({ ...asking, model: 'linear' }), model: undefined }).toEqual({
    ...first,
    model: undefined,
  });
  const network = studySchema.parse({ ...asking, model: 'lstm', settings: { window: ['sold_2', 'sold_1'] } });
  expect(network).toMatchObject({
    computation: 'neural-network',
    settings: { sequence: 'lstm', window: ['sold_2', 'sold_1'] },
  });
  expect(studySchema.parse(JSON.parse(JSON.stringify(network)))).toEqual(network);
});

test.each([
  [{ recipe: 'segmnets' }, /recipe: there is no recipe "segmnets"; there are segments, /],
  [{ roles: { price: 'spent' } }, /recipe "segments" has no role "price"; it has none/],
  [{ features: undefined }, /takes any features: name them under `features`/],
  [{ recipe: 'uplift', features: undefined }, /takes features beside its roles: name them under `features`/],
  [{ computation: 'k-means', features: undefined }, /recipe "segments" chooses the computation/],
  [{ recipe: undefined }, /name a computation, or a recipe/],
  [{ recipe: undefined, computation: 'k-means', features: undefined }, /name the features/],
  [{ model: 'lstm' }, /recipe "segments" has one model only; leave `model` out/],
  [
    { recipe: 'demand-forecast', model: 'lsmt' },
    /recipe "demand-forecast" has no model "lsmt"; it has linear, trees, lstm, transformer/,
  ],
  [{ recipe: undefined, computation: 'k-means', model: 'lstm' }, /model.*belongs to a recipe/s],
  [{ recipe: undefined, computation: 'k-means', roles: { a: 'b' } }, /roles.*belongs to a recipe/s],
])('%j is refused with what to do', (change, message) => {
  const parsed = studySchema.safeParse({ ...asked, ...change });
  expect(parsed.success).toBe(false);
  const issues = parsed.error!.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n');
  expect(issues).toMatch(message);
});

describe('optional roles that nobody plays', () => {
  const dictionary = [
    { name: 'before', type: 'number' },
    { name: 'value', type: 'number' },
    { name: 'store', type: 'number' },
    { name: 'deal', type: 'binary' },
    { name: 'ahead', type: 'category' },
  ];
  const unplayed = (written: object): string[] => {
    const { recipe, model, roles, settings } = studySchema.parse({ ...asked, ...written });
    return unplayedRoles({ recipe, model, roles, settings, dictionary }).map(({ name }) => name);
  };

  test.each([
    ['a feature of its name and type is there', { recipe: 'campaign-effect' }, ['before']],
    ['the role is played', { recipe: 'campaign-effect', roles: { before: 'before' } }, []],
    ['another feature plays it', { recipe: 'campaign-effect', roles: { before: 'spent' } }, []],
    ['a setting names the feature', { recipe: 'campaign-effect', settings: { covariate: 'before' } }, []],
    ['the feature of that name is of another type', { recipe: 'price-elasticity' }, ['deal']],
    ['a term names the feature', { recipe: 'price-elasticity', settings: { terms: ['brand*deal'] } }, []],
    ['the model takes the role', { recipe: 'customer-value' }, ['value']],
    ['the model takes no roles', { recipe: 'customer-value', model: 'zero-inflated' }, []],
    ['no setting follows from the role', { recipe: 'demand-forecast' }, []],
    ['there is no recipe', { recipe: undefined, computation: 'bandit' }, []],
  ])('where %s', (_, written, expected) => {
    expect(unplayed(written)).toEqual(expected);
  });
});

/** Every way to answer: the recipe's own, and by each other model. */
const answers = recipes.flatMap((recipe) => [
  { recipe, model: undefined, answering: recipe },
  ...(recipe.others ?? []).map((other) => ({ recipe, model: other.name, answering: other })),
]);
/** What a study has to say of its features where a network reads some of them as periods. */
const settingsOf = (model: string | undefined): object =>
  model === 'lstm' || model === 'transformer' ? { window: ['other', 'another'] } : {};

describe.each(answers.map((answer) => [answer.recipe.name, answer.model ?? 'its own', answer] as const))(
  'recipe %s, model %s',
  (name, _, { recipe, model, answering }) => {
    test('names a computation, and its settings are what that takes', () => {
      expect(computationNames()).toContain(answering.computation);
      const { features, settings } = resolveRecipe({
        ...{ recipe: name, model, roles: {}, features: ['x'], settings: {} },
      });
      expect(features[0]).toBe('x');
      expect(Object.keys(settings)).not.toContain('undefined');
      expect(recipe.question).toMatch(/\?$/);
      expect(answering.reading.length).toBeGreaterThan(20);
    });

    test.each([false, true])(
      'plans a study on features that play its roles (optional ones: %s)',
      (optional) => {
        const played = recipe.roles.filter((role) => optional || !role.isOptional);
        const featureOf = ({ name: role, type, bounds }: Recipe['roles'][number]): object => {
          const [lower, upper] = bounds ?? [0, 50];
          if (type === 'category') return { name: `my_${role}`, type, categories: ['one', 'two'] };
          return { name: `my_${role}`, type, ...(type === 'number' && { lower, upper }) };
        };
        // A recipe that measures any model takes either label.
        const labelType = answering.label ?? recipe.label ?? (recipe.needsModel ? 'binary' : undefined);
        const agreement = agreementSchema.parse({
          ...{ format: 'chorale-agreement/1', federation: 'test', title: 'test', purpose: 'test' },
          ...{
            legalBasis: 'test',
            people: 100,
            cohort: {},
            computations: [answering.computation],
            expires: '2099-12-31',
          },
          dictionary: {
            features: [
              ...['other', 'another'].map((each) => ({ name: each, type: 'number', lower: 0, upper: 1 })),
              ...played.map(featureOf),
            ],
            ...(labelType !== undefined && {
              label: {
                name: 'label',
                type: labelType,
                ...(labelType === 'number' && { lower: 0, upper: 1 }),
              },
            }),
          },
          privacy: { mode: 'none', epsilon: null, delta: null },
        });
        const study = studySchema.parse({
          ...{ format: 'chorale-study/1', name: 'asked', agreement: 'test', recipe: name },
          ...(model !== undefined && { model }),
          roles: Object.fromEntries(played.map((role) => [role.name, `my_${role.name}`])),
          ...((played.length === 0 || recipe.needsFeatures) && { features: ['other', 'another'] }),
          settings: recipe.needsModel ? { model: { study: 'earlier' } } : settingsOf(model),
        });
        const plan = planStudy(agreement, study, { nodes: 5 });
        expect(plan.computation.name).toBe(answering.computation);
        expect(plan.rounds.length).toBeGreaterThan(0);
      },
    );
  },
);
