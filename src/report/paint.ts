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
