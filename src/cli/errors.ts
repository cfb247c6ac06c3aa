/**
 * The question could not be answered: bad usage, unreadable input, no cluster. Exit status 2. The message says what happened and
 * where; `fix` what to do next. Every other error that reaches the top is a bug of this program.
 */
export class CliError extends Error {
  readonly fix: string | undefined;

  constructor(message: string, fix?: string) {
    super(message);
    this.name = 'CliError';
    this.fix = fix;
  }
}
