/** A path of a proxy's admin interface. */
export interface AdminPath {
  path: string;
  post: boolean;
  summary: string;
  parameters: { name: string; summary: string }[];
}

/** Reads the answer of `/help`. */
export function readAdminHelp(answer: string): AdminPath[] {
  const paths: AdminPath[] = [];
  for (const line of answer.split('\n')) {
    const path = /^ {2}(\/\S{0,200})( \(POST\))?: (.*)$/.exec(line);
    const parameter = /^ {6}(\w{1,100}): (.*)$/.exec(line);
    if (path !== null) paths.push({ path: path[1] ?? '', post: path[2] !== undefined, summary: path[3] ?? '', parameters: [] });
    else if (parameter !== null) paths.at(-1)?.parameters.push({ name: parameter[1] ?? '', summary: parameter[2] ?? '' });
  }
  return paths;
}

/** What follows from asking for a path, where it ends the proxy or keeps requests from it; undefined of any other. */
export function dangerOf(path: string): string | undefined {
  const bare = path
    .replace(/[?#].*$/, '')
    .replace(/^\/*/, '/')
    .replace(/\/+$/, '');
  const dangers: Record<string, string> = {
    '/quitquitquit': 'ends the proxy: the pod has no network until it is started again',
    '/healthcheck/fail': 'has the proxy tell that it is not healthy, so that no more requests reach the pod',
    '/drain_listeners': 'closes the listeners: the pod gets no more connections',
  };
  return Object.hasOwn(dangers, bare) ? dangers[bare] : undefined;
}
