import type { MessagePort } from 'node:worker_threads';
import { parentPort } from 'node:worker_threads';
import type { ThreadAnswer } from '../common/threads/thread-pool';
import { FIXERS } from './domain/fixers/index';
import { judge } from './domain/gates/index';
import { planFix } from './domain/plan';
import type { TreeFile } from './domain/tree.types';
import type { FilesAnswer, PlanAnswer, PlanQuestion, ThreadNews } from './fix-runner';

/** Asks the service for files, one request after another: the planner waits for each. */
function filesOf(port: MessagePort): (paths: readonly string[]) => Promise<readonly TreeFile[]> {
  return (paths) =>
    new Promise((resolve) => {
      port.once('message', ({ files }: FilesAnswer) => {
        resolve(files);
      });
      tell(port, { kind: 'load', paths });
    });
}

function tell(port: MessagePort, news: ThreadNews): void {
  port.postMessage(news);
}

async function plan(question: PlanQuestion, port: MessagePort): Promise<PlanAnswer> {
  const { paths, without, policy, ...material } = question;
  const tree = { paths, load: filesOf(port) };
  const left = new Set(without.map(({ fixer }) => fixer));
  const planned = await planFix(
    { ...material, tree },
    {
      fixers: FIXERS.filter(({ name }) => !left.has(name)),
      refused: without,
      asked: (fixer) => {
        tell(port, { kind: 'asked', fixer });
      },
    },
  );
  return { plan: planned, gates: planned.outcome === 'patch' ? judge(planned, policy) : [] };
}

async function answerTo(question: PlanQuestion, port: MessagePort): Promise<ThreadAnswer> {
  try {
    return { result: await plan(question, port) };
  } catch (error) {
    return { error };
  } finally {
    port.close();
  }
}

// This file runs in a thread of `FixRunner` alone.
parentPort?.on('message', ({ parameters }: { readonly parameters: readonly [PlanQuestion, MessagePort] }) => {
  void answerTo(...parameters).then((answer) => {
    parentPort?.postMessage(answer);
  });
});
