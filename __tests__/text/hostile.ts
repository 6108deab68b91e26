import hostile from '../fixtures/hostile-texts.json' with { type: 'json' }

/** The texts that were measured on GitHub's parser, with why each of them is there. */
export const hostileTexts: readonly { readonly id: number; readonly text: string; readonly why: string }[] =
  hostile
