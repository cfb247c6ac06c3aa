/** How bad it is: `error` is refused or broken for certain, `warning` is other than meant, `info` is worth knowing. */
export type Severity = 'error' | 'warning' | 'info';
