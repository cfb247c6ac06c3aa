import { parentPort, workerData } from 'node:worker_threads';
import { readSource } from '../manifest/read.js';
import type { Source } from '../manifest/sources.js';
import { type Asked, judgeSources } from './judging.js';

/** What `validate` hands to a thread of its own: part of its files. It answers with what they came to. */
const { sources, asked }: { sources: Source[]; asked: Asked } = workerData;

judgeSources(sources, readSource, asked).then(
  (judged) => parentPort?.postMessage(judged),
  (error: unknown) => {
    throw error;
  },
);
