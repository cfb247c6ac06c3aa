import { codes, docsPage, isCode } from '../../base/codes.js';
import { suggest } from '../../base/suggest.js';
import { renderCode, renderCodes, renderExplanation, renderFieldTree } from '../../report/explain.js';
import { toJson } from '../../report/json.js';
import { toYaml } from '../../report/yaml.js';
import { kindNamed } from '../../resource/kinds.js';
import { explainPath, explainTree, isUnknownField, splitPath, type UnknownField } from '../../resource/schema.js';
import { schemas } from '../../resource/schemas.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { flag, text } from '../options.js';
import type { Handler } from '../types.js';
import { unknownKind } from '../unknownkind.js';

/** What is explained: as a value for machines, and as text for people. */
interface Explained {
  value: unknown;
  render: (drawn: ReturnType<typeof textOptions>) => string;
}

function explainCode(name: string, program: string): Explained {
  const code = name.toUpperCase();
  if (!isCode(code)) {
    const near = suggest(code, Object.keys(codes));
    throw new CliError(
      `${name}: no such code`,
      `${near === undefined ? '' : `Did you mean ${near}? `}'${program} explain codes' lists them.`,
    );
  }
  return { value: { code, ...codes[code], docs: docsPage(code) }, render: (drawn) => renderCode(code, drawn) };
}

function explainCodes(): Explained {
  const known = Object.keys(codes).filter(isCode).sort();
  return {
    value: {
      codes: known.map((code) => {
        const { name, severity, summary } = codes[code];
        return { code, name, severity, summary, docs: docsPage(code) };
      }),
    },
    render: (drawn) => renderCodes(known, drawn),
  };
}

function explain(subject: string, recursive: boolean, program: string): Explained {
  if (subject.toLowerCase() === 'codes') return explainCodes();
  return /^aer\d/i.test(subject) ? explainCode(subject, program) : explainField(subject, recursive);
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
    throw unknownKind(name, 'neither a kind nor a code');
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
export const run: Handler = async ({ arguments: [subject = ''], options, io, program }) => {
  const explained = explain(subject, flag(options, 'recursive'), program);
  const output = text(options, 'output') ?? 'text';
  if (output === 'text') await write(io.stdout, explained.render(textOptions(io, options)));
  else await write(io.stdout, output === 'yaml' ? toYaml(explained.value) : `${toJson(explained.value, 2)}\n`);
  return 0;
};
