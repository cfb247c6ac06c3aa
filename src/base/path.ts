/** The way from an object to a value inside it: member names and list indexes. */
export type Path = readonly (string | number)[];

const plainName = /^[A-Za-z_][\w-]*$/;

/**
 * A path as Kubernetes writes it: `spec.routes[0].match`. A member whose name is not a plain word is quoted in brackets,
 * as in `metadata.annotations["a/b"]`.
 */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (plainName.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
