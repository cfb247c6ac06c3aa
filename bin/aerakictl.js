#!/usr/bin/env node
const { start } = require('../dist/aerakictl.js');

start('aerakictl');
