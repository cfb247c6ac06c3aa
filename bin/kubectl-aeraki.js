#!/usr/bin/env node
import { start } from '../dist/aerakictl.js';

await start('kubectl aeraki');
