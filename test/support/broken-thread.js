// A thread of DiagnosisRunner that hangs or ends itself when it is told to by the workflow's name; with `cut` in front it
// does so at the first piece of a log.
const { parentPort } = require('node:worker_threads');

function suffer(word) {
  while (word === 'hang');
  if (word === 'crash') process.exit(1);
  if (word === 'exhaust') for (let all = []; ; all = [all, new Array(100_000).fill(1.5)]);
}

parentPort.on('message', ({ name, parameters }) => {
  if (name === 'causes') suffer(parameters[1].workflowName);
  if (name === 'push') suffer(Buffer.from(parameters[2]).toString());
  parentPort.postMessage({ result: [] });
});
