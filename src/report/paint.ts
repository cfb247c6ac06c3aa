import { Chalk, type ChalkInstance } from 'chalk';
import type { Severity } from '../base/finding.js';

/** The colours of a text, by what they mean. Each takes a text that is already sanitized. */
export interface Paint {
  error: (text: string) => string;
  warning: (text: string) => string;
  info: (text: string) => string;
  good: (text: string) => string;
  strong: (text: string) => string;
  faint: (text: string) => string;
  accent: (text: string) => string;
  /** Something looked for. */
  marked: (text: string) => string;
}

const colored = paintOf(new Chalk({ level: 1 }));
const plain = paintOf(new Chalk({ level: 0 }));

function paintOf(chalk: ChalkInstance): Paint {
  return {
    error: (text) => chalk.bold.red(text),
    warning: (text) => chalk.bold.yellow(text),
    info: (text) => chalk.bold.blue(text),
    good: (text) => chalk.green(text),
    strong: (text) => chalk.bold(text),
    faint: (text) => chalk.dim(text),
    accent: (text) => chalk.cyan(text),
    marked: (text) => chalk.inverse(text),
  };
}

/** Colours, or none. */
export function paint(color: boolean): Paint {
  return color ? colored : plain;
}

/** The colour of a severity. */
export function severityPaint(colors: Paint, severity: Severity): (text: string) => string {
  return severity === 'error' ? colors.error : severity === 'warning' ? colors.warning : colors.info;
}

const hues = [
  'cyan',
  'green',
  'magenta',
  'yellow',
  'blue',
  'cyanBright',
  'greenBright',
  'magentaBright',
  'yellowBright',
  'blueBright',
] as const;

/** A colour to know a thing again by: the same for the same name, in every run. */
export function paintByName(color: boolean, name: string): (text: string) => string {
  if (!color) return (text) => text;
  // FNV-1a spreads names that differ in their last letters only, as those of pods do.
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  const hue = hues[hash % hues.length] ?? 'cyan';
  return (text) => chalkOfHues[hue](text);
}

const chalkOfHues = new Chalk({ level: 1 });
