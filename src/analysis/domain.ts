import { applicationProtocolAttribute, routableName } from '../dataplane/attributes.js';
import type { ServiceTable } from './behaviour.js';
import type { Domain } from './space.js';

/** What the codecs of some tables can set between them: nothing is left out where one of them is not known for certain. */
export function domainOf(tables: readonly ServiceTable[]): Domain {
  const settable = new Set([applicationProtocolAttribute]);
  for (const { codec } of tables) {
    if (codec === undefined || codec.source !== 'proxy' || codec.furtherAttributes !== undefined) return {};
    for (const name of codec.attributes) settable.add(routableName(name));
  }
  return { settable };
}

/** What requests to one table can hold: what its codec can set, and the attribute that the proxy itself adds. */
export function domainOfTable(table: ServiceTable): Domain {
  const { applicationProtocol } = table;
  const fixed =
    applicationProtocol === undefined ? {} : { fixed: new Map([[applicationProtocolAttribute, applicationProtocol]]) };
  return { ...domainOf([table]), ...fixed };
}
