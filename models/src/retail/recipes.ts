import { campaignEffect } from './campaign-effect.js';
import { campaignResponse } from './campaign-response.js';
import { channelCredit } from './channel-credit.js';
import { churn } from './churn.js';
import { customerStates } from './customer-states.js';
import { customerValue } from './customer-value.js';
import { demandForecast } from './demand-forecast.js';
import { modelQuality } from './model-quality.js';
import { goesWith } from './goes-with.js';
import { nextAction } from './next-action.js';
import { nextOffer } from './next-offer.js';
import { priceElasticity } from './price-elasticity.js';
import type { Recipe, RecipeModel, RecipeRole } from './recipe.js';
import { segments } from './segments.js';
import { uplift } from './uplift.js';

/** Every question that a study may name as its `recipe`; a new one is a file beside this one, and a line here. */
export const recipes: readonly Recipe[] = [
  segments,
  customerValue,
  churn,
  customerStates,
  campaignResponse,
  campaignEffect,
  uplift,
  channelCredit,
  nextOffer,
  goesWith,
  nextAction,
  demandForecast,
  priceElasticity,
  modelQuality,
];

/** What a recipe makes of a study, and what the study says of it. */
interface RecipeUse {
  readonly recipe: string;
  /** Which of the recipe's models; undefined: its own. */
  readonly model?: string | undefined;
  /** Role -> feature of the dictionary. */
  readonly roles: Readonly<Record<string, string>>;
  readonly features: readonly string[] | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
}

interface ResolvedRecipe {
  readonly computation: string;
  readonly question: string;
  readonly features: string[];
  readonly settings: Record<string, unknown>;
}

/** @throws RangeError for a recipe, a model of it or a role that there is not; the message lists those that there are. */
export function resolveRecipe({ recipe: name, model, roles, features, settings }: RecipeUse): ResolvedRecipe {
  const recipe = recipes.find((candidate) => candidate.name === name);
  if (!recipe)
    throw new RangeError(
      `there is no recipe "${name}"; there are ${recipes.map((each) => each.name).join(', ')}`,
    );
  const known = recipe.roles.map((role) => role.name);
  const unknown = Object.keys(roles).find((role) => !known.includes(role));
  if (unknown !== undefined)
    throw new RangeError(
      `recipe "${name}" has no role "${unknown}"; ${known.length === 0 ? 'it has none' : `its roles are ${known.join(', ')}`}`,
    );
  const playedBy = (role: string): string | undefined => {
    const isOptional = recipe.roles.find((candidate) => candidate.name === role)?.isOptional ?? false;
    return roles[role] ?? (isOptional ? undefined : role);
  };
  const players = known.flatMap((role) => playedBy(role) ?? []);
  if (features === undefined && (players.length === 0 || recipe.needsFeatures))
    throw new RangeError(
      players.length === 0
        ? `recipe "${name}" takes any features: name them under \`features\``
        : `recipe "${name}" takes features beside its roles: name them under \`features\``,
    );
  const answering = modelOf(recipe, model);
  return {
    computation: answering.computation,
    question: recipe.question,
    features: [...new Set([...(features ?? []), ...players])],
    settings: { ...answering.settings(playedBy), ...settings },
  };
}

/** As a study that was read says it, and what the dictionary says of features. */
interface RolesInQuestion extends Pick<RecipeUse, 'model' | 'settings'> {
  readonly recipe?: string | undefined;
  readonly roles?: RecipeUse['roles'] | undefined;
  readonly dictionary: readonly { readonly name: string; readonly type: string }[];
}

/**
 * Optional roles that nobody plays although a feature of the role's own name and type is there: the study may have meant it.
 * None of a study without a recipe, whose settings alone say what plays what.
 */
export function unplayedRoles({
  recipe: name,
  model,
  roles = {},
  settings,
  dictionary,
}: RolesInQuestion): RecipeRole[] {
  const recipe = recipes.find((candidate) => candidate.name === name);
  if (!recipe) return [];
  const taken = new Set<string>();
  modelOf(recipe, model).settings((role) => {
    taken.add(role);
    return role;
  });
  // Features stand in settings as texts, and in terms such as "brand*price".
  const named = JSON.stringify(settings).split(/["*]/);
  return recipe.roles.filter(
    ({ name: role, type, isOptional }) =>
      isOptional === true &&
      taken.has(role) &&
      roles[role] === undefined &&
      !named.includes(role) &&
      dictionary.some((feature) => feature.name === role && feature.type === type),
  );
}

function modelOf(recipe: Recipe, model: string | undefined): Pick<RecipeModel, 'computation' | 'settings'> {
  const { name, model: own, others = [] } = recipe;
  if (model === undefined || model === own) return recipe;
  const found = others.find((other) => other.name === model);
  if (found) return found;
  throw new RangeError(
    own === undefined
      ? `recipe "${name}" has one model only; leave \`model\` out`
      : `recipe "${name}" has no model "${model}"; it has ${[own, ...others.map((other) => other.name)].join(', ')}`,
  );
}
