import { versionText } from '../../controlplane/versions.js';
import type { Rule } from '../types.js';

/** The minor version of Istio 1 that a line of Aeraki 1 is made for (the published matrix). */
const istioOf: Record<number, number> = { 0: 10, 1: 12, 2: 14, 3: 16, 4: 18 };

export const istioNotMatched: Rule = {
  meta: { name: 'istio-not-matched', codes: ['AER0333'], kinds: [] },
  check({ options: { istio, aeraki } }) {
    const wanted = aeraki?.major === 1 ? istioOf[aeraki.minor] : undefined;
    if (istio === undefined || aeraki === undefined || wanted === undefined || wanted === istio.minor) return [];
    const message = `Aeraki ${versionText(aeraki)} is made for Istio 1.${wanted}, not for ${versionText(istio)}.`;
    return [{ code: 'AER0333', severity: 'info', message, path: [] }];
  },
};
