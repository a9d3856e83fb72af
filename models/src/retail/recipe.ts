// A recipe names a business question, so that a marketer can ask it: which computation answers it, with which settings, from which
// features, and how its answer reads. Thin on purpose: all that learns is in the computation.

/** What a feature of the dictionary is to a recipe. */
export interface RecipeRole {
  /** As `roles` of the study says it. */
  readonly name: string;
  readonly type: 'number' | 'category' | 'binary';
  readonly meaning: string;
  /** Of a number: what the dictionary has to bound it by. */
  readonly bounds?: readonly [lower: number, upper: number];
  /** Taken only where the study names a feature for it. Otherwise the feature of the role's own name plays it. */
  readonly isOptional?: boolean;
}

type RecipeSettings = (feature: (role: string) => string | undefined) => Readonly<Record<string, unknown>>;

/** Another way to answer the same question. */
export interface RecipeModel {
  readonly name: string;
  readonly computation: string;
  /** As of {@link Recipe}, where it is another. */
  readonly label?: 'binary' | 'number';
  readonly settings: RecipeSettings;
  /** What sets it apart, and what the study has to add. */
  readonly reading: string;
}

export interface Recipe {
  readonly name: string;
  /** In the words of somebody who runs a shop. */
  readonly question: string;
  /** Name of the computation that answers it. */
  readonly computation: string;
  readonly roles: readonly RecipeRole[];
  /** Whether it takes features beside those of its roles, and is nothing without them. */
  readonly needsFeatures?: boolean;
  /** Of the dictionary: what kind of label it learns, where it learns one. */
  readonly label?: 'binary' | 'number';
  /** Whether the study has to say whose model it takes: `settings.model: { study: NAME }`. */
  readonly needsModel?: boolean;
  /**
   * Settings of the computation; a study may override each of them.
   * @param feature name of the feature that plays a role; undefined where an optional one is not played.
   */
  readonly settings: RecipeSettings;
  /** What the recipe's own computation goes by where there are others. */
  readonly model?: string;
  /** Taken where the study names one of them as its `model`. */
  readonly others?: readonly RecipeModel[];
  /** How the result or the scored list reads, and what it must not be read as. */
  readonly reading: string;
}
