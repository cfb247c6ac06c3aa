import { Document, isScalar, Scalar, type Tags, visit } from 'yaml';

// Text that some reader of YAML takes for a number or a date, though the 1.1 schema does not: Go reads 0o17, 0b1 and 1_0 so.
const numberLike = /^[-+.]?\d(?!\d*\.\d+\.\d)|^[-+]?\.|^[=<~]/;

// Nothing of this may stand in YAML as it is, or a terminal would obey it: controls but the line break, bidi overrides and other format characters.
const invisible = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** As YAML writes a character in double quotes. */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Without the tag that would write the text `<<` bare, as a merge key. */
function withoutMerge(tags: Tags): Tags {
  return tags.filter((tag) => tag !== 'merge' && (typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:merge'));
}

/**
 * A value as YAML that kubectl, Go and YAML 1.1 read back as the same value: what they would take for a boolean, a number or a date is quoted.
 * Control and bidi characters are written as escapes. Long lines are not folded, nothing is an alias, members keep their order.
 */
export function toYaml(value: unknown): string {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false, customTags: withoutMerge });
  visit(document, {
    Scalar(_key, node) {
      if (isScalar(node) && typeof node.value === 'string' && (numberLike.test(node.value) || node.value.search(invisible) >= 0))
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0, directives: false }).replace(invisible, escaped);
}

/** Values as one YAML file of several documents. */
export function toYamlDocuments(values: readonly unknown[]): string {
  return values.map((value) => toYaml(value)).join('---\n');
}
