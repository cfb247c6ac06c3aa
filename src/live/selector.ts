/** A label selector as kubectl's `-l` takes it; undefined where the text is none. Answers whether labels fulfil it. */
export function parseSelector(text: string): ((labels: Readonly<Record<string, string>>) => boolean) | undefined {
  const requirements: ((labels: Readonly<Record<string, string>>) => boolean)[] = [];
  // Commas inside the brackets of a set do not end a requirement.
  for (const part of text.split(/,(?![^()]*\))/)) {
    const requirement = parseRequirement(part.trim());
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
  }
  return (labels) => requirements.every((holds) => holds(labels));
}

const key = `[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?`;
const value = `(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?`;
const exists = new RegExp(`^(!?)\\s*(${key})$`);
const equals = new RegExp(`^(${key})\\s*(==?|!=)\\s*(${value})$`);
const inSet = new RegExp(`^(${key})\\s+(in|notin)\\s+\\(([^()]*)\\)$`);

function parseRequirement(text: string): ((labels: Readonly<Record<string, string>>) => boolean) | undefined {
  const there = exists.exec(text);
  if (there !== null) {
    const [, not, name = ''] = there;
    return (labels) => Object.hasOwn(labels, name) === (not === '');
  }
  const equal = equals.exec(text);
  if (equal !== null) {
    const [, name = '', operator, wanted = ''] = equal;
    const isEqual = (labels: Readonly<Record<string, string>>): boolean => Object.hasOwn(labels, name) && labels[name] === wanted;
    return operator === '!=' ? (labels) => !isEqual(labels) : isEqual;
  }
  const set = inSet.exec(text);
  if (set === null) return undefined;
  const [, name = '', operator, list = ''] = set;
  const wanted = list.split(',').map((item) => item.trim());
  if (!wanted.every((item) => new RegExp(`^${value}$`).test(item))) return undefined;
  const isIn = (labels: Readonly<Record<string, string>>): boolean =>
    Object.hasOwn(labels, name) && wanted.includes(labels[name] ?? '');
  return operator === 'in' ? isIn : (labels) => !isIn(labels);
}
