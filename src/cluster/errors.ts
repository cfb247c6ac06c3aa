/** What kind of no a cluster gave. */
export type ClusterErrorKind =
  | 'config'
  | 'unreachable'
  | 'timeout'
  | 'certificate'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'denied'
  | 'throttled'
  | 'gone'
  | 'server'
  | 'interrupted';

/** One cause of a refusal, as the API server's Status lists them. */
export interface StatusCause {
  reason: string;
  message: string;
  field: string;
}

/**
 * A request to a cluster that failed. The message names the request, the context it went through and the cause; `fix` what to do next. It is no bug of this
 * program: the command line tells it and ends with status 2.
 */
export class ClusterError extends Error {
  readonly kind: ClusterErrorKind;
  readonly fix: string | undefined;
  /** HTTP status, where the server answered. */
  readonly status: number | undefined;
  readonly causes: readonly StatusCause[];

  constructor(
    kind: ClusterErrorKind,
    message: string,
    more: { fix?: string; status?: number; causes?: readonly StatusCause[]; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'ClusterError';
    this.kind = kind;
    this.fix = more.fix;
    this.status = more.status;
    this.causes = more.causes ?? [];
  }
}
