export { type PodAnswer, type PodRequest, podRequest, proxyAdmin } from './admin.js';
export { type Executed, execute } from './exec.js';
export { type ContainerRef, type LogOptions, readLog } from './logs.js';
export { openPort } from './portforward.js';
export type { LogLine } from './types.js';

/** Does `work` for each item, at most `limit` at once; results in the items' order. The first error that `work` throws ends all: no further item is begun. */
export async function forEachLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      const item = items[index];
      try {
        if (item !== undefined) results[index] = await work(item, index);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
