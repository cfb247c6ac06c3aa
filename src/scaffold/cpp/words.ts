import type { Description } from '../../codec/described/types.js';

/** `request_id` → `requestId`. */
export function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `request_id` → `RequestId`. */
export function pascal(name: string): string {
  const word = camel(name);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The names that a protocol has in C++, in files and in YAML. */
export interface ProjectNames {
  /** `foo` */
  protocol: string;
  /** `Foo`: the namespace, and what classes begin with. */
  prefix: string;
  /** `src/application_protocols/foo` */
  folder: string;
  /** `aeraki.meta_protocol.codec.foo` */
  codec: string;
}

/** Works the names out. */
export function projectNames({ protocol, codec }: Pick<Description, 'protocol' | 'codec'>): ProjectNames {
  return { protocol, prefix: pascal(protocol), folder: `src/application_protocols/${protocol}`, codec };
}

/** A C++ string literal of a byte string. */
export function literal(bytes: string): string {
  let text = '';
  let afterEscape = false;
  for (const byte of bytes) {
    const code = byte.charCodeAt(0);
    const known = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' }[byte];
    if (known !== undefined) {
      text += known;
      afterEscape = false;
    } else if (code < 0x20 || code > 0x7e) {
      // Three octal digits end by themselves, unlike hexadecimal ones.
      text += `\\${code.toString(8).padStart(3, '0')}`;
      afterEscape = false;
    } else {
      text += byte === '?' && afterEscape ? '\\?' : byte;
      afterEscape = byte === '?';
    }
  }
  return `"${text}"`;
}

/** A view of a byte string: with its size where a zero byte would end it early. */
export function view(bytes: string): string {
  return bytes.includes('\0') ? `absl::string_view(${literal(bytes)}, ${bytes.length})` : literal(bytes);
}

const namespaces = ['Envoy', 'Extensions', 'NetworkFilters', 'MetaProtocolProxy'];

/** Code inside the namespaces of the proxy and of the protocol. */
export function inNamespaces({ prefix }: ProjectNames, code: string): string {
  const all = [...namespaces, prefix];
  const open = all.map((name) => `namespace ${name} {`).join('\n');
  const close = [...all]
    .reverse()
    .map((name) => `} // namespace ${name}`)
    .join('\n');
  return `${open}\n\n${code.trim()}\n\n${close}\n`;
}

/** Indents every line that is not empty. */
export function indent(code: string, spaces = 2): string {
  return code.replace(/^(?=.)/gm, ' '.repeat(spaces));
}
