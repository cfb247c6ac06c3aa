// `npm run demo`: sets up what is missing, then shows the main job on the example in examples/thrift: a MetaRouter is validated,
// translated into what Aeraki would generate, and a request is routed by it with the reasons.
import { spawnSync } from 'node:child_process';
import { ensureBuild, root } from './setup.mjs';

ensureBuild();
const color = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text) => (color ? `\u001b[1m${text}\u001b[0m` : text);

const steps = [
  ['Would the cluster accept it?', ['validate', 'examples/thrift']],
  ['What would Aeraki make of it?', ['translate', 'examples/thrift']],
  [
    'Where does a request go, and why?',
    ['simulate', 'examples/thrift', '--attr', 'method=sayHello', '--count', '1000', '--seed', '1'],
  ],
];
let status = 0;
for (const [question, args] of steps) {
  process.stdout.write(`${bold(question)}\n${bold(`$ aerakictl ${args.join(' ')}`)}\n`);
  status ||=
    spawnSync(process.execPath, ['bin/aerakictl.js', ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status ??
    1;
  process.stdout.write('\n');
}
process.stdout.write(
  `Next: ${bold('node bin/aerakictl.js --help')}, or ${bold('npm link')} and then ${bold('aerakictl --help')}.\n`,
);
process.exit(status);
