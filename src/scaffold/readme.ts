import type { Codec } from '../codec/described/decode.js';
import { errorTypes } from '../codec/described/types.js';
import { proxyFacts } from './bazel.js';
import type { ProjectNames } from './cpp/words.js';
import { attributeSource, frameDiagram, wireRows } from './wireformat.js';

function cell(text: string): string {
  return text.trim().replaceAll('|', '\\|');
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ].join('\n');
}

/** `README.md` of a codec project: the frame, what rules can match on, and how to build, test and deploy. */
export function readmeFile(codec: Codec, { protocol, codec: registered, folder }: ProjectNames): string {
  const { description } = codec;
  const { proxy, messageType, attributes, mutation, error, requestId, summary, heartbeat } = description;
  const facts = proxyFacts(proxy);
  const types = [...(messageType?.values ?? [])].map(([value, type]) => [type, `${messageType?.field} = ${value}`]);
  const rows = attributes.map((attribute) => [
    attribute.from === 'pairs' ? attribute.keys.join(', ') || '(its keys)' : attribute.name,
    attributeSource(attribute),
  ]);
  const oneway = types.some(([type]) => type === 'oneway')
    ? '\n\nOne-way messages are dropped by the proxy, in every version: it counts them and forwards nothing.'
    : '';
  return `# ${protocol}

${summary ?? `A codec for ${protocol}`}: a codec for the MetaProtocol proxy of Aeraki, made from \`codec.yaml\` by \`aerakictl codec new\`.

| | |
| --- | --- |
| protocol | \`${protocol}\`: the third part of a port's name, \`tcp-metaprotocol-${protocol}\` |
| codec | \`${registered}\` |
| proxy | meta-protocol-proxy ${proxy}, with Istio ${facts.istio} |

## The frame

\`\`\`text
${frameDiagram(codec)}\`\`\`

${tableOf(
  ['Offset', 'Size', 'Field', 'Type', 'Meaning'],
  wireRows(codec).map(({ offset, size, name, type, meaning }) => [offset, size, name, type, meaning]),
)}

${description.framing.by === 'length' ? `A frame is as long as \`${description.framing.field}\` says; at most ${description.framing.max} bytes.` : `A frame ends at ${JSON.stringify(description.framing.delimiter)}; it has at most ${description.framing.max} bytes.`}

## What the proxy sees

${types.length === 0 ? 'Requests and responses are told apart by the way they go.' : tableOf(['Type', 'When'], types)}${oneway}

${requestId === undefined ? 'There is no request id.' : `Request and response belong together by \`${requestId}\`.`}

${rows.length === 0 ? 'There are no attributes: only rules without a match apply.' : `Rules can match on these attributes:\n\n${tableOf(['Attribute', 'From'], rows)}`}

${mutation === undefined ? 'Mutations have no place in the protocol: what a route wants to add is dropped, and so are trace headers and peer metadata.' : `Mutations are written into \`${mutation}\`.`}

## What the proxy answers itself

${tableOf(
  ['Error', 'Code'],
  errorTypes.map((type) => [type, String(error.codes[type])]),
)}

${heartbeat === undefined ? 'There are no heartbeats.' : 'Heartbeats are answered by the proxy and never forwarded.'}

## Test

\`\`\`sh
make test        # CMake, a C++17 compiler and GoogleTest; seconds
make sanitize    # the same under AddressSanitizer and UndefinedBehaviorSanitizer
aerakictl codec test .     # both, and the code against the description on 100,000 frames
aerakictl codec verify .   # do names, build and YAML agree
\`\`\`

The tests run against small stand-ins in \`test/standin\` for what the codec uses of Envoy and the proxy. With a clang that has libFuzzer, \`aerakictl codec test\` fuzzes the decoder too; longer: \`cmake-build-fuzz/decode_fuzz test/fuzz/corpus\`.

## Build

\`make build\` fetches the proxy's own workspace (\`scripts/proxy-workspace.sh\`: ${facts.ref}, Bazel ${facts.bazel}) and builds an Envoy with this codec; that takes clang, the network and hours. \`make image\` puts it into Istio's proxy image.

## Deploy

\`\`\`sh
aerakictl validate manifests && kubectl apply -f manifests/
\`\`\`

Pods use the image by the annotations \`sidecar.istio.io/proxyImage: <image>\` and \`sidecar.istio.io/bootstrapOverride: aeraki-bootstrap-config\`; Aeraki's bootstrap ConfigMap must exist in their namespace.

## Change

Change \`codec.yaml\` and run \`aerakictl codec update .\`. Code in \`${folder}\` may be edited: an update keeps what you changed and marks conflicts.

\`wireshark/${protocol}.lua\` shows the protocol in Wireshark.
`;
}
