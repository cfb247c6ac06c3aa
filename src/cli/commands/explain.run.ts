import { codes, docsPage, isCode } from '../../base/codes.js';
import { suggest } from '../../base/suggest.js';
import { renderCode, renderExplanation, renderFieldTree } from '../../report/explain.js';
import { toYaml } from '../../report/yaml.js';
import { kindNamed, kindNames } from '../../resource/kinds.js';
import { explainPath, explainTree, isUnknownField, splitPath, type UnknownField } from '../../resource/schema.js';
import { schemas } from '../../resource/schemas.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { flag, text } from '../options.js';
import type { Handler } from '../types.js';

/** What is explained: as a value for machines, and as text for people. */
interface Explained {
  value: unknown;
  render: (drawn: ReturnType<typeof textOptions>) => string;
}

function explainCode(name: string): Explained {
  const code = name.toUpperCase();
  if (!isCode(code)) {
    const near = suggest(code, Object.keys(codes));
    throw new CliError(
      `${name}: no such code`,
      near === undefined ? 'docs/codes/README.md lists them.' : `Did you mean ${near}?`,
    );
  }
  return { value: { code, ...codes[code], docs: docsPage(code) }, render: (drawn) => renderCode(code, drawn) };
}

function noField(kind: string, { path, field, candidates, suggestion }: UnknownField): CliError {
  const owner = [kind.toLowerCase(), ...path].join('.');
  if (suggestion !== undefined) return new CliError(`${owner} has no field ${field}`, `Did you mean ${owner}.${suggestion}?`);
  return new CliError(
    `${owner} has no field ${field}`,
    candidates.length === 0 ? 'It has no fields.' : `It has ${candidates.join(', ')}.`,
  );
}

function explainField(subject: string, recursive: boolean): Explained {
  const [name = '', ...path] = splitPath(subject);
  const info = kindNamed(name);
  const schema = info === undefined ? undefined : schemas[info.schema];
  if (info === undefined || schema === undefined) {
    const near = suggest(name, kindNames());
    throw new CliError(
      `${name}: neither a kind nor a code`,
      near === undefined ? `The kinds: ${kindNames().join(', ')}.` : `Did you mean ${near}?`,
    );
  }
  const explanation = explainPath(schema, path);
  if (isUnknownField(explanation)) throw noField(info.kind, explanation);
  if (!recursive) return { value: explanation, render: (drawn) => renderExplanation(explanation, drawn) };
  const tree = explainTree(schema, path);
  if (isUnknownField(tree)) throw noField(info.kind, tree);
  return {
    value: { ...explanation, fields: tree },
    render: (drawn) => `${renderExplanation({ ...explanation, fields: [] }, drawn)}\n${renderFieldTree(tree, drawn)}`,
  };
}

/** Runs `explain`. */
export const run: Handler = async ({ arguments: [subject = ''], options, io }) => {
  const explained = /^aer\d/i.test(subject) ? explainCode(subject) : explainField(subject, flag(options, 'recursive'));
  const output = text(options, 'output') ?? 'text';
  if (output === 'text') await write(io.stdout, explained.render(textOptions(io, options)));
  else await write(io.stdout, output === 'yaml' ? toYaml(explained.value) : `${JSON.stringify(explained.value, null, 2)}\n`);
  return 0;
};
