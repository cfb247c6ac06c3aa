import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The command lines shown in the README's picture. */
const shown = [
  ['validate', 'test/fixtures/screen/orders.yaml'],
  ['simulate', 'examples/thrift', '--attr', 'method=sayHello', '--random', '83'],
];

/** Colours of the sixteen-colour palette, as a light-on-dark terminal has them. */
const palette = new Map([
  [30, '#484f58'],
  [31, '#ff7b72'],
  [32, '#7ee787'],
  [33, '#e3b341'],
  [34, '#79c0ff'],
  [35, '#d2a8ff'],
  [36, '#56d4dd'],
  [37, '#e6edf3'],
  [90, '#8b949e'],
]);

interface Style {
  color: string | undefined;
  bold: boolean;
  dim: boolean;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** One line of terminal output as SVG text spans. */
function spans(line: string, style: Style): string {
  let svg = '';
  // Every odd piece is the parameters of a colour sequence.
  line.split(/\u001b\[([\d;]*)m/).forEach((piece, index) => {
    if (index % 2 === 1) {
      for (const code of piece.split(';').map(Number)) {
        if (code === 0) Object.assign(style, { bold: false, dim: false, color: undefined });
        else if (code === 1) style.bold = true;
        else if (code === 2) style.dim = true;
        else if (code === 22) Object.assign(style, { bold: false, dim: false });
        else if (code === 39) style.color = undefined;
        else if (palette.has(code)) style.color = palette.get(code);
      }
    } else if (piece !== '') {
      const attributes = [
        style.color === undefined ? '' : ` fill="${style.color}"`,
        style.bold ? ' font-weight="bold"' : '',
        style.dim ? ' opacity="0.7"' : '',
      ];
      svg += `<tspan${attributes.join('')}>${escapeXml(piece)}</tspan>`;
    }
  });
  return svg;
}

/** The README's picture: what the built program prints for {@link shown}, drawn as an SVG. */
export function screen(): string {
  const lines: string[] = [];
  for (const args of shown) {
    const { stdout, stderr } = spawnSync(process.execPath, ['bin/aerakictl.js', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], FORCE_COLOR: '1', COLUMNS: '92', LANG: 'C.UTF-8' },
    });
    const output = `${stdout}${stderr}`.replace(/\n+$/, '');
    if (lines.length > 0) lines.push('');
    lines.push(`\u001b[1m$ aerakictl ${args.join(' ')}\u001b[0m`, ...output.split('\n'));
  }
  const height = 20;
  const style: Style = { color: undefined, bold: false, dim: false };
  const text = lines
    .map((line, index) => `<text x="16" y="${44 + index * height}" xml:space="preserve">${spans(line, style)}</text>`)
    .join('\n');
  const total = 44 + lines.length * height;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="820" height="${total}" viewBox="0 0 820 ${total}" role="img" aria-label="aerakictl in a terminal">
<rect width="820" height="${total}" rx="8" fill="#0d1117"/>
<circle cx="20" cy="16" r="5" fill="#ff5f56"/><circle cx="38" cy="16" r="5" fill="#ffbd2e"/><circle cx="56" cy="16" r="5" fill="#27c93f"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13.5" fill="#e6edf3">
${text}
</g>
</svg>
`;
}
