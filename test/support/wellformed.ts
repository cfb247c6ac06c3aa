import assert from 'node:assert/strict';

/** Fails unless the text is a well-formed XML document of elements, attributes and text alone. For tests. */
export function wellFormedXml(xml: string): void {
  // The characters of XML 1.0.
  assert.doesNotMatch(xml, /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  const open: string[] = [];
  let roots = 0;
  let rest = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  assert.notEqual(rest, xml, 'no declaration');
  while (rest !== '') {
    const [, text = '', tag = ''] = /^([^<]*)(<[^>]*>)?/.exec(rest) ?? [];
    assert.ok(text !== '' || tag !== '', `no markup: ${rest.slice(0, 50)}`);
    assert.doesNotMatch(text, /&(?!(?:amp|lt|gt|quot|apos|#\d+);)|\]\]>/);
    if (open.length === 0) assert.equal(text.trim(), '', 'text outside the root');
    rest = rest.slice(text.length + tag.length);
    if (tag === '') continue;
    const [, close, name = '', attributes = '', empty] =
      /^<(\/?)([a-z-]+)((?: [a-zA-Z]+="[^"<]*")*)(\/?)>$/.exec(tag) ?? assert.fail(`no tag: ${tag}`);
    assert.doesNotMatch(attributes, /&(?!(?:amp|lt|gt|quot|apos|#\d+);)/);
    if (close === '/') assert.equal(open.pop(), name);
    else {
      if (open.length === 0) roots++;
      if (empty !== '/') open.push(name);
    }
  }
  assert.deepEqual([open, roots], [[], 1]);
}
