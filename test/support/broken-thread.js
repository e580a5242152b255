// A thread of DiagnosisRunner that hangs or ends itself when it is told to by the workflow's name.
const { parentPort } = require('node:worker_threads');

parentPort.on('message', ({ parameters: [{ workflowName }] }) => {
  while (workflowName === 'hang');
  if (workflowName === 'crash') process.exit(1);
  if (workflowName === 'exhaust') for (let all = []; ; all = [all, new Array(100_000).fill(1.5)]);
  parentPort.postMessage({ result: [] });
});
