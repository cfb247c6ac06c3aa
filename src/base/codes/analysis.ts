import type { CodeInfo } from './info.js';

/** Codes 08xx: what a change of the rules does, and what could not be decided. */
export const analysisCodes = {
  AER0801: {
    name: 'requests-treated-otherwise',
    severity: 'warning',
    summary: 'A change of the rules affects requests.',
    why: 'The analysis compares what the routes and limits before and after do with every possible request. The request in the message is one of those that get another cluster, split, mirror, mutation, hash policy, rate limit or error.',
    fix: 'If that is what the change is for, name it with `impact --allow HOST` or `--allow HOST:ROUTE`; otherwise correct the route that the message names.',
  },
  AER0802: {
    name: 'change-not-decided',
    severity: 'warning',
    summary: 'Whether a change of the rules affects requests could not be decided.',
    why: 'The analysis is exact, and bounded: patterns whose automata are too large, or too many combinations of values, are said to be "not decided" rather than guessed.',
    fix: 'Write the pattern that the message names more simply, or try the requests in question with `simulate`.',
  },
} as const satisfies Record<string, CodeInfo>;
