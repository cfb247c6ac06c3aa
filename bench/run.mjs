// All benchmarks, one table. node bench/run.mjs [--json]; the options of each are in bench/README.md.
import { cpus } from 'node:os';
import { dump } from './dump.mjs';
import { lint } from './lint.mjs';
import { print } from './measure.mjs';
import { requests } from './requests.mjs';
import { startup } from './startup.mjs';
import { translate } from './translate.mjs';
import { validate } from './validate.mjs';

const rows = [...(await startup()), ...validate(), ...translate(), ...lint(), ...dump(), ...(await requests())];
if (!process.argv.includes('--json'))
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}\n`);
print(rows);
