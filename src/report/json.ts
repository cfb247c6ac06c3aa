// Controls and format characters that JSON allows in a text as they are; the joiners that emoji and scripts need stay.
const invisible = /(?![\u200c\u200d])[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A value as JSON, in one line, or indented by `indent` spaces. Control and bidi characters, zero-width ones and line separators are written as
 * `\uXXXX`: the value is the same for every reader, and a terminal shows them instead of obeying them.
 */
export function toJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(invisible, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
