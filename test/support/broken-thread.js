// A thread of DiagnosisRunner that hangs or ends itself when it is told to by the workflow's name.
const { parentPort } = require('node:worker_threads');

parentPort.on('message', ({ parameters: [{ workflowName }] }) => {
  while (workflowName === 'hang');
  if (workflowName === 'crash') process.exit(1);
  // In small steps: one large allocation past the limit would end the whole process, threads and all.
  if (workflowName === 'exhaust') for (let all = []; ; all = [all, { text: String(Math.random()) }]);
  parentPort.postMessage({ result: [] });
});
