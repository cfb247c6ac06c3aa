import { write } from '../io.js';
import { offerFor } from '../kubectlwords.js';
import { globalOptions } from '../options.js';
import type { Handler } from '../types.js';
import { type Candidate, candidatesAt } from './complete.run.js';

/** What kubectl is told of how to go on: cobra's `ShellCompDirective`. */
const directives = { files: 0, nothing: 4, folders: 16 } as const;

/** Runs `__complete-for-kubectl`: candidates, one a line, with a tab and a description; the last line tells kubectl how to go on. */
export const run: Handler = async ({ arguments: words, commands, io }) => {
  const offer = offerFor(words, await commands(), globalOptions);
  let found: Candidate[] = [];
  if (offer.offer === 'words') found = offer.words;
  else if (offer.offer === 'program') found = await candidatesAt(offer.command, offer.words, io.env);
  const directive = offer.offer === 'files' || offer.offer === 'folders' ? directives[offer.offer] : directives.nothing;
  const lines = found.map(([word, description = '']) => (description === '' ? word : `${word}\t${description}`));
  await write(io.stdout, `${[...lines, `:${directive}`].join('\n')}\n`);
  return 0;
};
