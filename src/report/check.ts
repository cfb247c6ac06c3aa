import type { Json, JsonObject } from '../base/json.js';
import type { CheckResult, Verdict } from '../live/doctor/types.js';
import type { TextOptions } from './options.js';
import { type Paint, paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { wrapHanging } from './wrap.js';
import { escapeXml, xmlTag } from './xml.js';

/** How each verdict is marked where the terminal has no other signs. */
const plainMarks: Record<Verdict, string> = { ok: '+', warning: '!', failed: 'x', unknown: '?' };
const marks: Record<Verdict, string> = { ok: '√', warning: '‼', failed: '×', unknown: '?' };

/** So many single cases are listed in the text; `-o json` has all. */
const mostDetails = 10;

/** The checks under their headings; what is not well is told with its remedy and page. */
export function renderChecks(results: readonly CheckResult[], options: TextOptions): string {
  const colors = paint(options.color);
  const lines: string[] = [];
  let group: string | undefined;
  for (const result of results) {
    if (result.group !== group) {
      if (group !== undefined) lines.push('');
      group = result.group;
      lines.push(colors.strong(group), colors.faint((options.unicode === true ? '─' : '-').repeat(group.length)));
    }
    lines.push(...checkLines(result, colors, options));
  }
  lines.push('', conclusion(results, colors));
  return `${lines.join('\n')}\n`;
}

function checkLines(result: CheckResult, colors: Paint, { width, unicode }: TextOptions): string[] {
  const { verdict, title, message, details = [], fix, docs } = result;
  const mark = (unicode === true ? marks : plainMarks)[verdict];
  const painted = markPaint(colors, verdict)(mark);
  if (verdict === 'ok') {
    const seen = message === '' ? '' : `: ${sanitize(message)}`;
    const [first = '', ...rest] = wrapHanging(`${mark} `, `${title}${seen}`, width);
    return [painted + first.slice(mark.length), ...rest.map((line) => colors.faint(line))];
  }
  if (verdict === 'unknown') {
    const [first = '', ...rest] = wrapHanging(`${mark} `, `${title}: not checked, because ${sanitize(message)}`, width);
    return [painted + first.slice(mark.length), ...rest];
  }
  const head = `${painted} ${colors.strong(title)}`;
  const said = wrapHanging('    ', sanitize(message), width).map((line) => (verdict === 'failed' ? colors.error(line) : line));
  const shown = details.slice(0, mostDetails).flatMap((detail) => wrapHanging('    - ', sanitize(detail), width));
  const more = details.length > mostDetails ? [`    - and ${details.length - mostDetails} more`] : [];
  const remedy = fix === undefined ? [] : wrapHanging('    fix: ', sanitize(fix.replaceAll('`', '').replaceAll('**', '')), width);
  const [firstFix = '', ...restFix] = remedy;
  return [
    head,
    ...said,
    ...shown,
    ...more,
    ...(remedy.length === 0 ? [] : [`    ${colors.accent('fix:')}${firstFix.slice('    fix:'.length)}`, ...restFix]),
    colors.faint(`    see ${docs} for hints`),
  ];
}

function markPaint(colors: Paint, verdict: Verdict): (text: string) => string {
  return { ok: colors.good, warning: colors.warning, failed: colors.error, unknown: colors.info }[verdict];
}

/** How many checks ended how. */
export function countChecks(results: readonly CheckResult[]): Record<Verdict, number> {
  const count = (verdict: Verdict): number => results.filter((result) => result.verdict === verdict).length;
  return { ok: count('ok'), warning: count('warning'), failed: count('failed'), unknown: count('unknown') };
}

/** Whether most checks could not be made, so that nothing is known of the whole. */
export function isUncertain(results: readonly CheckResult[]): boolean {
  const { unknown } = countChecks(results);
  return unknown > results.length - unknown;
}

function conclusion(results: readonly CheckResult[], colors: Paint): string {
  const { ok, warning, failed, unknown } = countChecks(results);
  const parts = [
    `${ok} ok`,
    ...(warning > 0 ? [`${warning} with warnings`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unknown > 0 ? [`${unknown} not checked`] : []),
  ];
  const status =
    failed > 0
      ? colors.error('Something is wrong')
      : isUncertain(results)
        ? colors.warning('Whether it works is not known')
        : unknown > 0
          ? colors.warning('Nothing that was checked is wrong')
          : warning > 0
            ? colors.warning('It works, with warnings')
            : colors.good('All is well');
  return `${status}: ${parts.join(', ')}.`;
}

/** The result for machines. */
export function checksJson(results: readonly CheckResult[]): JsonObject {
  const checks = results.map(({ id, group, code, title, verdict, message, details, fix, docs }): Json => {
    return {
      id,
      group,
      code,
      title,
      verdict,
      message,
      ...(details === undefined ? {} : { details }),
      ...(fix === undefined ? {} : { fix }),
      docs,
    };
  });
  return { checks, summary: countChecks(results) };
}

/** As JUnit's XML: a suite a heading, a case a check; warnings carry their text as output, and what could not be checked is skipped. */
export function checksJunit(results: readonly CheckResult[]): string {
  const total = countChecks(results);
  const attributes = (all: readonly CheckResult[]): Record<string, string | number> => {
    const { failed, unknown } = countChecks(all);
    return { tests: all.length, failures: failed, errors: 0, skipped: unknown };
  };
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    xmlTag('testsuites', { name: 'aerakictl check', tests: results.length, failures: total.failed, errors: 0 }),
  ];
  for (const group of new Set(results.map((result) => result.group))) {
    const own = results.filter((result) => result.group === group);
    lines.push(`  ${xmlTag('testsuite', { name: group, ...attributes(own) })}`);
    for (const result of own) lines.push(...junitCase(result));
    lines.push('  </testsuite>');
  }
  return `${lines.join('\n')}\n</testsuites>\n`;
}

function junitCase({ id, group, code, title, verdict, message, details = [], fix, docs }: CheckResult): string[] {
  const attributes = { classname: group, name: `${id}: ${title}` };
  if (verdict === 'ok') return [`    ${xmlTag('testcase', attributes, true)}`];
  const text = [
    message,
    ...details.map((detail) => `- ${detail}`),
    ...(fix === undefined ? [] : [`fix: ${fix}`]),
    `${code}, ${docs}`,
  ].join('\n');
  const body = {
    failed: `${xmlTag('failure', { type: code, message })}${escapeXml(text)}</failure>`,
    warning: `<system-out>${escapeXml(text)}</system-out>`,
    unknown: xmlTag('skipped', { message: `not checked, because ${message}` }, true),
  }[verdict];
  return [`    ${xmlTag('testcase', attributes)}`, `      ${body}`, '    </testcase>'];
}
