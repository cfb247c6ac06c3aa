import type { CodeInfo } from './info.js';
import { nativeCodes } from './native.js';
import { routerCodes } from './routers.js';
import { serviceCodes } from './services.js';
import { versionCodes } from './versions.js';

/** What Aeraki does with objects that were accepted: 04xx services, ports and codecs; 05xx MetaRouters and gateways; 06xx native protocols and versions. */
export const controlplaneCodes = { ...serviceCodes, ...routerCodes, ...nativeCodes, ...versionCodes } as const satisfies Record<
  string,
  CodeInfo
>;
