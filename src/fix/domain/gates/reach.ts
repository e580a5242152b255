import { redact } from '../../../diagnosis/log/redact';
import type { DiffFile } from '../unified-diff';
import { fail, newWords, wordGate, worst } from './added-words';
import type { Gate, GateResult } from './gate.types';
import { isLock, isManifest, isProse, isWorkflow } from './kinds';

/** What a workflow's token may do is not widened unseen. */
export const permissions = wordGate(
  'permissions',
  [
    { pattern: /\bwrite-all\b/, severity: 'refuse', says: 'gives the token everything', where: isWorkflow },
    {
      pattern:
        /\b(?:contents|actions|packages|id-token|deployments|pages|statuses|checks|issues|pull-requests|security-events|attestations|discussions|repository-projects)\s*:\s*write\b/,
      severity: 'human',
      says: 'widens the token’s permissions',
      where: isWorkflow,
    },
    {
      pattern:
        /\bpull_request_target\b|\bworkflow_run\b|persist-credentials\s*:\s*true|\bprivileged\s*:\s*true|--privileged\b|\bself-hosted\b/,
      severity: 'refuse',
      says: 'runs foreign code with more rights',
      where: isWorkflow,
    },
    { pattern: /\bsudo\b|chmod\s+(?:-R\s+)?(?:777|a\+rwx)|\bsetuid\b/, severity: 'human', says: 'takes more rights' },
  ],
  'no rights are widened',
);

const SECRET_FILE =
  /(?:^|\/)(?:\.env(?:\.(?!example|sample|template)[^/]*)?|\.npmrc|\.netrc|\.pypirc|id_[a-z0-9]+|[^/]+\.(?:pem|key|p12|pfx|jks|keystore)|credentials(?:\.json)?|secrets?\.(?:ya?ml|json|toml)|\.git-credentials|\.dockercfg)$/i;

/** No secret is written, read anew or moved. */
export const secrets: Gate = {
  name: 'secrets',
  check: ({ files }) => {
    const failures = files.flatMap((file): GateResult[] => {
      if (SECRET_FILE.test(file.path)) return [fail('secrets', 'refuse', `${file.path} holds secrets`)];
      const known = new Set(file.removed.map(({ text }) => text.trim()));
      const told = file.added.some(({ text }) => !known.has(text.trim()) && redact(text) !== text);
      const used = newWords(
        file,
        /\bsecrets\.(?!GITHUB_TOKEN\b)\w+|\bsecrets\s*:\s*inherit\b|\bACTIONS_(?:RUNTIME|ID_TOKEN_REQUEST)_\w+/,
      );
      const printed = newWords(
        file,
        /\becho\b[^\n]{0,120}\$\{\{\s*(?:secrets\.|github\.token)|\bprintenv\b|\benv\s*\|\s*(?:base64|curl|nc)\b|toJ[sS][oO][nN]\(secrets\)/,
      );
      return [
        ...(told ? [fail('secrets', 'refuse', `${file.path} gets a line that looks like a secret`)] : []),
        ...(printed === null ? [] : [fail('secrets', 'refuse', `${file.path} prints secrets`)]),
        ...(used === null ? [] : [fail('secrets', 'human', `${file.path} uses a secret anew: ${used}`)]),
      ];
    });
    return worst('secrets', failures, 'no secrets are touched');
  },
};

/** A patch for a failed run has no reason to speak to anybody. */
export const network = wordGate(
  'network',
  [
    {
      pattern:
        /(?:curl|wget|iwr|Invoke-WebRequest)\b[^\n|]{0,300}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b|base64\s+(?:-d|--decode)[^\n]{0,80}\|\s*(?:ba)?sh|\beval\s*\(?\s*["`$]|\bnew Function\(|\bexec\(\s*(?:base64|atob|compile)/,
      severity: 'refuse',
      says: 'runs what it downloads or decodes',
    },
    {
      pattern: /\b(?:curl|wget|nc|ncat|telnet|ssh|scp|Invoke-WebRequest)\s+[^\n]{2,}/,
      severity: 'human',
      says: 'calls the network',
      where: (path) => !isProse(path) && !/\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|rb|php|c|h|cpp|cs)$/.test(path),
    },
    {
      pattern:
        /\bfetch\(\s*["'`]https?:|\b(?:axios|got|superagent|ky)(?:\.\w+)?\(|\brequests\.(?:get|post|put|request)\(|\burl(?:open|retrieve)\(|\bhttps?\.(?:get|request|Get|Post)\(|\bnet\.(?:connect|Dial)\(|\bnew WebSocket\(|\bHttpClient\b|\bNet::HTTP\b|\bsocket\.(?:socket|create_connection)\(|\breqwest::/,
      severity: 'human',
      says: 'calls the network',
    },
    {
      pattern:
        /\b(?:child_process|execSync|spawnSync|subprocess\.(?:run|call|Popen|check_\w+)|os\.system|shell_exec|Runtime\.getRuntime\(\)|exec\.Command|Process\.Start)\b/,
      severity: 'human',
      says: 'starts a program',
    },
    {
      pattern: /\brm\s+-[rf]{2}\b|\bgit\s+push\b|\bnpm\s+publish\b|\bgit\s+config\s+--global/,
      severity: 'human',
      says: 'has effects outside the change',
      where: (path) => !isProse(path),
    },
  ],
  'the network is not called',
);

const ACTION = /\buses:\s*["']?([\w.-]+\/[\w.-]+)(?:\/[\w./-]+)?@/g;
const TRUSTED = /^(?:actions|github)\//;

function actionsOf(lines: DiffFile['added']): Set<string> {
  return new Set(lines.flatMap(({ text }) => [...text.matchAll(ACTION)].map(([, name]) => (name ?? '').toLowerCase())));
}

/** A name and what it is pinned to, in the manifests of some ecosystems. */
const ENTRY =
  /^\s*"((?:@[\w.-]+\/)?[\w.-]+)"\s*:\s*"(?:[~^<>=*]|\d|npm:|workspace:|file:|git|https?:|latest)|^\s*(?:require\s+)?([\w.-]+\.[a-z]{2,}\/\S+)\s+v\d|^([A-Za-z][\w.-]*(?:\[[\w,]+\])?)\s*(?:[=~<>!]=|$)|^([\w-]+)\s*=\s*(?:"[\d^~=<>*]|\{)|^\s*gem\s+["']([\w-]+)|^\s*"([A-Za-z][\w.-]+)(?:\[[\w,]+\])?\s*(?:[=~<>!]=[^"]*)?",?\s*$|<artifactId>([\w.-]+)<|<PackageReference Include="([\w.-]+)"/;
const NOT_DEPENDENCY = new Set([
  'name',
  'version',
  'license',
  'node',
  'npm',
  'main',
  'type',
  'types',
  'module',
  'edition',
  'description',
  'go',
  'toolchain',
  'rust-version',
  'python',
  'authors',
  'packageManager',
  'dependencies',
]);

const entriesOf = (lines: DiffFile['added']): string[] =>
  lines.flatMap(({ text }) => {
    const name = ENTRY.exec(text.slice(0, 500))
      ?.slice(1)
      .find((part: string | undefined) => part !== undefined);
    return name === undefined || NOT_DEPENDENCY.has(name) ? [] : [name.replace(/\[.*/, '')];
  });

/** Another place than the registry to install from. */
const ELSEWHERE =
  /^\s*(?:@[\w-]+:)?registry\s*=|--(?:extra-)?index-url\b|\bindex-url\s*=|--registry\b|"(?:github|gitlab|bitbucket|gist):[^"]+"|:\s*"[\w-]+\/[\w.-]+#[^"]*"|\bgit\s*=\s*"https?:|^\s*\[(?:patch|replace)\b|^\s*replace\s+\S+.*=>\s+\S+\s+v\d|\bgem\b.*\bgit(?:hub)?:/m;

/** Dependencies and actions come in only when the log asks for them. */
export const dependencies: Gate = {
  name: 'dependencies',
  check: ({ files, cause }) => {
    const failures = files.flatMap((file): GateResult[] => {
      if (isWorkflow(file.path)) {
        const known = actionsOf([...file.removed, ...file.context]);
        const fresh = [...actionsOf(file.added)].filter((name) => !known.has(name) && !TRUSTED.test(name));
        const branch = newWords(file, /\buses:\s*["']?[\w./-]+@(?:main|master|develop|dev|trunk|HEAD|latest|next)\b/);
        return [
          ...fresh.map((name) => fail('dependencies', 'human', `${file.path} brings in the action ${name}`)),
          ...(branch === null ? [] : [fail('dependencies', 'human', `${file.path} follows a branch: ${branch}`)]),
        ];
      }
      const elsewhere = newWords(file, ELSEWHERE);
      if (elsewhere !== null)
        return [fail('dependencies', 'refuse', `${file.path} installs from elsewhere: ${elsewhere}`)];
      if (!isManifest(file.path) || isLock(file.path)) return [];
      const known = new Set([...entriesOf(file.removed), ...entriesOf(file.context)]);
      const fresh = entriesOf(file.added).filter((name) => !known.has(name));
      const beyond = fresh.filter((name) => !cause.includes(name));
      const hook = newWords(
        file,
        /"(?:pre|post)?(?:install|prepare|publish)"\s*:|\bcmdclass\b|git\+(?:https|ssh):|"(?:https?|git(?:\+\w+)?):\/\/[^"]+\.(?:tgz|git)"/,
      );
      return [
        ...beyond.map((name) =>
          fail('dependencies', 'refuse', `${file.path} brings in ${name}, which the log does not ask for`),
        ),
        ...(hook === null
          ? []
          : [fail('dependencies', 'refuse', `${file.path} runs or fetches code at installation: ${hook}`)]),
      ];
    });
    return worst('dependencies', failures, 'no dependency beyond the cause');
  },
};
