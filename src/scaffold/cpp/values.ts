import type { Layout, Part, Value } from '../../codec/described/layout.js';
import { type Field, type IntegerType, integerSizes, type Literal } from '../../codec/described/types.js';
import { camel, literal, pascal } from './words.js';

const cppTypes: Record<IntegerType, string> = {
  u8: 'uint8_t',
  i8: 'int8_t',
  u16: 'uint16_t',
  i16: 'int16_t',
  u24: 'uint32_t',
  u32: 'uint32_t',
  i32: 'int32_t',
  u64: 'uint64_t',
  i64: 'int64_t',
};

/** The C++ type of an integer. */
export function cppType(type: IntegerType): string {
  return cppTypes[type];
}

/** `ByteOrder::Big`. */
export function orderOf(byteOrder: 'big' | 'little'): string {
  return byteOrder === 'big' ? 'ByteOrder::Big' : 'ByteOrder::Little';
}

/** A number as C++ writes it, unsigned. */
export function hex(number: bigint): string {
  return number < 10n ? number.toString() : `0x${number.toString(16)}`;
}

/** A number as a literal that fits any 64-bit type. */
export function wide(number: bigint): string {
  return number > 0x7fffffffn ? `${hex(number)}ULL` : number.toString();
}

/** A constant of a field: in hexadecimal where it is more than a digit, as protocols' documents have it. */
export function constant(number: bigint): string {
  return number > 9n ? `0x${number.toString(16)}${number > 0x7fffffffn ? 'ULL' : ''}` : number.toString();
}

/** Whether a number is a whole field, and so a member of the header; others are reached by functions. */
export function wholeField(value: Value): Part | undefined {
  if (value.kind !== 'number' || value.parts.length !== 1) return undefined;
  const [part] = value.parts;
  return part !== undefined && part.field.name === value.name ? part : undefined;
}

function unsignedMember(part: Part, object: string): string {
  const member = `${object}${part.field.name}`;
  return part.field.type.startsWith('i') ? `static_cast<u${cppTypes[part.field.type]}>(${member})` : member;
}

/** An expression for a number, unsigned; `object` ends in `.` or `->`, or is empty inside the header itself. */
export function unsignedOf(value: Value, object: string): string {
  if (value.kind === 'number') {
    const whole = wholeField(value);
    return whole === undefined ? `${object}${camel(value.name)}()` : unsignedMember(whole, object);
  }
  if (value.kind === 'decimal') return `${object}${value.name}`;
  const number = `${object}${value.name}.value_or(0)`;
  return value.kind === 'member' && value.member.type === 'int' ? `static_cast<uint64_t>(${number})` : number;
}

/** An expression for a number as people read it: signed where the field is. */
export function numberOf(value: Value, object: string): string {
  return value.kind === 'number' && wholeField(value) === undefined
    ? `${object}${camel(value.name)}()`
    : `${object}${value.name}`;
}

/** A statement that sets a number to an unsigned 64-bit expression. */
export function setNumber(value: Value, object: string, expression: string): string {
  const whole = wholeField(value);
  if (whole?.field.type === 'u64') return `${object}${value.name} = ${expression};`;
  if (whole !== undefined) return `${object}${value.name} = static_cast<${cppTypes[whole.field.type]}>(${expression});`;
  if (value.kind === 'number') return `${object}set${pascal(value.name)}(${expression});`;
  if (value.kind === 'member' && value.member.type === 'int')
    return `${object}${value.name} = static_cast<int64_t>(${expression});`;
  return `${object}${value.name} = ${expression};`;
}

/** A statement that sets a value to a fixed one. */
export function setLiteral(value: Value, object: string, fixed: Literal): string {
  if (typeof fixed === 'string') {
    const text = fixed.includes('\0') ? `std::string(${literal(fixed)}, ${fixed.length})` : literal(fixed);
    return `${object}${value.name} = ${text};`;
  }
  const whole = wholeField(value);
  if (whole?.field.type.startsWith('i') === true) {
    const signed = BigInt.asIntN(integerSizes[whole.field.type] * 8, fixed);
    if (signed > -(1n << 31n) && signed < 1n << 31n) return `${object}${value.name} = ${signed};`;
  }
  if (whole !== undefined) return `${object}${value.name} = ${wide(fixed)};`;
  if (value.kind === 'member' && value.member.type === 'int')
    return `${object}${value.name} = static_cast<int64_t>(${wide(fixed)});`;
  return setNumber(value, object, wide(fixed));
}

/** Statements that copy a value from one header to another. */
export function copyValue(value: Value, from: string, to: string): string {
  if (value.kind === 'number' && wholeField(value) === undefined) return setNumber(value, to, `${from}${camel(value.name)}()`);
  return `${to}${value.name} = ${from}${value.name};`;
}

/** The functions of the header that read and write bits and joined numbers. */
export function accessors(layout: Layout): string[] {
  return [...layout.values.values()].flatMap((value) => {
    if (value.kind !== 'number' || wholeField(value) !== undefined) return [];
    return [getter(value), setter(value)];
  });
}

function mask(width: number): string {
  return width === 64 ? '~uint64_t{0}' : hex((1n << BigInt(width)) - 1n);
}

function getter(value: Extract<Value, { kind: 'number' }>): string {
  const pieces = value.parts.map((part, index) => {
    const after = value.parts.slice(index + 1).reduce((sum, { width }) => sum + width, 0);
    const member = unsignedMember(part, '');
    const shifted = part.low === 0 ? member : `(${member} >> ${part.low})`;
    const all = part.width === integerSizes[part.field.type] * 8;
    const piece = all ? `static_cast<uint64_t>(${member})` : `static_cast<uint64_t>(${shifted} & ${mask(part.width)})`;
    return after === 0 ? piece : `(${piece} << ${after})`;
  });
  return `uint64_t ${camel(value.name)}() const { return ${pieces.join(' | ')}; }`;
}

function setter(value: Extract<Value, { kind: 'number' }>): string {
  const statements = value.parts.map((part, index) => {
    const after = value.parts.slice(index + 1).reduce((sum, { width }) => sum + width, 0);
    const type = cppTypes[part.field.type];
    const shifted = after === 0 ? 'value' : `(value >> ${after})`;
    const { name } = part.field;
    if (part.width === integerSizes[part.field.type] * 8) return `  ${name} = static_cast<${type}>(${shifted});`;
    const kept = `0x${(((1n << BigInt(integerSizes[part.field.type] * 8)) - 1n) ^ (((1n << BigInt(part.width)) - 1n) << BigInt(part.low))).toString(16)}ULL`;
    const bits = part.low === 0 ? `(${shifted} & ${mask(part.width)})` : `((${shifted} & ${mask(part.width)}) << ${part.low})`;
    return `  ${name} = static_cast<${type}>((${unsignedMember(part, '')} & ${kept}) | ${bits});`;
  });
  return `void set${pascal(value.name)}(uint64_t value) {\n${statements.join('\n')}\n}`;
}

/** The members of the header that a field becomes, with their initial values. */
export function membersOf(field: Field): string[] {
  const comment = field.meaning === undefined ? '' : ` // ${field.meaning}`;
  switch (field.kind) {
    case 'integer': {
      const { type } = field;
      const fixed = field.constant ?? 0n;
      const signed = type.startsWith('i') ? BigInt.asIntN(integerSizes[type] * 8, fixed) : fixed;
      const initial = signed < 0n ? `static_cast<${cppTypes[type]}>(${constant(fixed)})` : constant(signed);
      return [`${cppTypes[type]} ${field.name}{${initial}};${comment}`];
    }
    case 'bytes':
    case 'string': {
      if (field.constant !== undefined) {
        const whole = field.constant.includes('\0')
          ? `{${literal(field.constant)}, ${field.constant.length}}`
          : `{${literal(field.constant)}}`;
        return [`std::string ${field.name}${whole};${comment}`];
      }
      return [
        `std::string ${field.name}${typeof field.size === 'number' ? ` = std::string(${field.size}, '\\0')` : ''};${comment}`,
      ];
    }
    case 'pairs':
      return [`Pairs ${field.name};${comment}`];
    case 'word':
      return [`std::string ${field.name}{${literal(field.constant ?? '-')}};${comment}`];
    case 'decimal':
      return [`uint64_t ${field.name}{0};${comment}`];
    case 'wordpairs':
      return [`std::vector<std::string> ${field.name};${comment}`];
    case 'protobuf':
      return [
        `std::string ${field.name};${comment === '' ? ' // protobuf' : `${comment}, in protobuf`}`,
        ...field.members.map((member) => {
          const inner = member.type === 'uint' ? 'uint64_t' : member.type === 'int' ? 'int64_t' : 'std::string';
          return `absl::optional<${inner}> ${member.name}; // ${field.name}: ${member.path.join('.')}${member.meaning === undefined ? '' : `, ${member.meaning}`}`;
        }),
      ];
  }
}
