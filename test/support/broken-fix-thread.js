// A thread of FixRunner whose first fixer hangs or ends the thread, as the workflow's name says, until it is left out.
const { parentPort } = require('node:worker_threads');

parentPort.on('message', ({ parameters: [{ workflow, without }, port] }) => {
  port.postMessage({ kind: 'asked', fixer: 'first' });
  const left = without.some(({ fixer }) => fixer === 'first');
  while (!left && workflow.name === 'hang');
  if (!left && workflow.name === 'crash') process.exit(1);
  if (!left && workflow.name === 'exhaust') for (let all = []; ; all = [all, new Array(100_000).fill(1.5)]);
  port.postMessage({ kind: 'asked', fixer: 'second' });
  port.once('message', ({ files }) => {
    const plan = { outcome: 'declined', why: files[0].text, refused: without, parts: [], commands: [] };
    parentPort.postMessage({ result: { plan, gates: [] } });
  });
  port.postMessage({ kind: 'load', paths: ['a.json'] });
});
