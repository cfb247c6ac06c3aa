#!/usr/bin/env node
const { start } = require('../dist/aerakictl.js');

// kubectl gives the words after `kubectl aeraki`; options among them are to be completed, not obeyed.
process.argv.splice(2, 0, '__complete-for-kubectl', '--');
start('kubectl aeraki');
