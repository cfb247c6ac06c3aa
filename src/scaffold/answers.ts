import { Document } from 'yaml';

/** What a user said of a frame, by options or in the wizard. */
export interface Answers {
  protocol: string;
  proxy: string;
  byteOrder: string;
  /** A number of two bytes, as it was written; undefined for none. */
  magic?: string;
  fields: { name: string; type: string }[];
  length: string;
  counts: string;
  max: number;
  requestId?: string;
  status?: { field: string; ok: string };
  typeField?: string;
  /** What values of that field mean: `['request', '0']`. */
  types: [type: string, value: string][];
  attributes: string[];
  errorCode?: string;
}

/** A number where the text is one, as it stands in a description. */
function scalar(text: string): number | string {
  return /^\d{1,15}$/.test(text) || /^0x[0-9a-f]{1,12}$/i.test(text) ? Number(text) : text;
}

/** The text of the `codec.yaml` that the answers give. It is checked like any other afterwards. */
export function describeAnswers(answers: Answers): string {
  const { magic, status, typeField, types, requestId } = answers;
  const values: Record<string, (number | string)[]> = {};
  for (const [type, value] of types) values[type] = [...(values[type] ?? []), scalar(value)];
  const response = types.find(([type]) => type === 'response')?.[1];
  const heartbeat = types.find(([type]) => type === 'heartbeat')?.[1];
  const setType = (value: string | undefined): object =>
    typeField === undefined || value === undefined ? {} : { set: { [typeField]: scalar(value) } };
  const code = answers.errorCode ?? status?.field;
  const value = {
    protocol: answers.protocol,
    proxy: answers.proxy,
    byteOrder: answers.byteOrder,
    frame: { length: answers.length, counts: answers.counts, max: answers.max },
    fields: [
      ...(magic === undefined ? [] : [{ name: 'magic', type: 'u16', value: scalar(magic), meaning: 'marks a frame' }]),
      ...answers.fields,
    ],
    ...(typeField === undefined ? {} : { messageType: { field: typeField, values } }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(status === undefined ? {} : { status: { field: status.field, ok: scalar(status.ok) } }),
    attributes: answers.attributes.map((field) => ({ name: field, field })),
    error: {
      codes: { routeNotFound: 1, clusterNotFound: 2, noHealthyUpstream: 3, badResponse: 4, unspecified: 5, overLimit: 6 },
      ...(code === undefined ? {} : { code }),
      ...setType(response),
      // Without a field for it, the code stands in front of the message.
      body: code === undefined ? [{ code: 'u32' }, 'message'] : ['message'],
    },
    ...(heartbeat === undefined ? {} : { heartbeat: setType(heartbeat) }),
  };
  return new Document(value).toString({ lineWidth: 120, flowCollectionPadding: false });
}
