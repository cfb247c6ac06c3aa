import type { TextOptions } from './options.js';
import { paint } from './paint.js';
import { displayWidth } from './width.js';
import { wrap } from './wrap.js';

/** A node of a tree. The text is sanitized and may be coloured. */
export interface TreeNode {
  text: string;
  children?: readonly TreeNode[];
}

/**
 * Nodes with their children below them, each level connected by lines (`├─`, or `|-` in ASCII). Texts too long for the width
 * go on in the next line, under their beginning. Ends with a line break.
 */
export function tree(nodes: readonly TreeNode[], options: TextOptions): string {
  const lines: string[] = [];
  const unicode = options.unicode === true;
  const faint = paint(options.color).faint;
  const draw = (node: TreeNode, first: string, rest: string): void => {
    const room = Math.max(20, options.width - displayWidth(rest));
    const below = node.children !== undefined && node.children.length > 0 ? (unicode ? '│' : '|') : '';
    for (const [index, line] of wrap(node.text, room).entries()) {
      lines.push(
        (index === 0 ? faintly(first, faint) : faintly(rest + (below === '' ? '' : below), faint) + (below === '' ? '' : ' ')) +
          line,
      );
    }
    const children = node.children ?? [];
    for (const [index, child] of children.entries()) {
      const last = index === children.length - 1;
      const branch = unicode ? (last ? '└─ ' : '├─ ') : last ? '`- ' : '|- ';
      const trunk = last ? '   ' : unicode ? '│  ' : '|  ';
      draw(child, rest + branch, rest + trunk);
    }
  };
  for (const node of nodes) draw(node, '', '');
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function faintly(text: string, faint: (text: string) => string): string {
  return text.trim() === '' ? text : faint(text);
}
