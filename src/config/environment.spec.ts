import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { SECRET_VARIABLES } from './env';
import { readEnvironment, readOrCreateKey } from './environment';

let folder: string;
const file = (name: string, content: string): string => {
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'devflowfix-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the process environment stands over the .env file', () => {
  file('.env', 'PORT=4000\nHOST="0.0.0.0"\n# LOG_LEVEL=debug\n');

  const environment = readEnvironment(folder, { PORT: '5000', PUBLIC_URL: 'http://x' });

  expect(environment).toEqual({ PORT: '5000', HOST: '0.0.0.0', PUBLIC_URL: 'http://x' });
});

test.each(SECRET_VARIABLES)('%s may be given as a file, whose last line feed does not count', (name) => {
  const secret = file('secret', 'the-secret\n');

  expect(readEnvironment(folder, { [`${name}_FILE`]: secret })[name]).toBe('the-secret');
});

test('a secret file named in .env counts too', () => {
  file('.env', `METRICS_TOKEN_FILE=${file('token', 'from-the-file')}\n`);

  expect(readEnvironment(folder, {}).METRICS_TOKEN).toBe('from-the-file');
});

test('a list of certificates takes those along that Node was given for everything, whose place it would take', () => {
  const own = file('own.pem', '-----BEGIN CERTIFICATE-----\nown\n');
  const everybody = file('all.pem', '-----BEGIN CERTIFICATE-----\nall\n');

  const read = readEnvironment(folder, { GITLAB_CA_FILE: own, NODE_EXTRA_CA_CERTS: everybody });
  expect(read.GITLAB_CA).toMatch(/\nown\n-----BEGIN CERTIFICATE-----\nall\n$/);
  expect(read.GITHUB_CA).toBeUndefined();
  const missing = { GITLAB_CA_FILE: own, NODE_EXTRA_CA_CERTS: path.join(folder, 'nowhere.pem') };
  expect(readEnvironment(folder, missing).GITLAB_CA).toBe('-----BEGIN CERTIFICATE-----\nown');
});

test('a secret given both ways is refused by name, without either value', () => {
  const secret = file('secret', 'CANARY-file');
  const read = (): unknown => readEnvironment(folder, { METRICS_TOKEN: 'CANARY-env', METRICS_TOKEN_FILE: secret });

  expect(read).toThrow('METRICS_TOKEN and METRICS_TOKEN_FILE are both set; keep one');
  expect(read).not.toThrow('CANARY');
});

test.each([
  ['is not there', 'nowhere/CANARY'],
  ['is a folder', '.'],
])('a secret file that %s is refused by name, without its path', (_, where) => {
  const secretFile = path.join(folder, where);
  const read = (): unknown => readEnvironment(folder, { DATABASE_URL_FILE: secretFile });

  expect(read).toThrow('DATABASE_URL_FILE names a file that cannot be read');
  expect(read).not.toThrow(secretFile);
});

test('an empty secret file is refused: a mount that failed must not look like a setting left out', () => {
  const secret = file('secret', '\n');

  expect(() => readEnvironment(folder, { OAUTH_TOKEN_ENCRYPTION_KEY_FILE: secret })).toThrow(
    'OAUTH_TOKEN_ENCRYPTION_KEY_FILE names an empty file',
  );
});

test('a generated key is made once, for its owner alone', () => {
  const data = path.join(folder, 'data');

  const first = readOrCreateKey(data, () => 'first-key');
  const second = readOrCreateKey(data, () => 'second-key');

  expect([first, second]).toEqual(['first-key', 'first-key']);
  expect(statSync(path.join(data, 'encryption.key')).mode & 0o777).toBe(0o600);
  expect(statSync(data).mode & 0o777).toBe(0o700);
});

test('a key kept by hand is read as it is', () => {
  chmodSync(file('encryption.key', 'kept-key\n'), 0o400);

  expect(readOrCreateKey(folder, () => 'new-key')).toBe('kept-key');
});

test('processes that start at once agree on one key', async () => {
  const program = `
    require('./test/support/require-ts.js');
    const { readOrCreateKey } = require('./src/config/environment.ts');
    const { writeFileSync } = require('node:fs');
    // A key that takes long to write: whoever finds the file must still find all of it.
    for (let round = 0; round < 40; round++) {
      const key = readOrCreateKey(process.argv[1] + '/' + round, () => String(process.pid).padEnd(200_000, 'k'));
      console.log(round, key.length, key.slice(0, 10));
    }`;
  const start = (): Promise<{ stdout: string }> =>
    promisify(execFile)(process.execPath, ['-e', program, folder], { cwd: path.join(__dirname, '../..') });

  const told = await Promise.all([start(), start(), start(), start()]);

  expect(new Set(told.map(({ stdout }) => stdout)).size).toBe(1);
  expect(readFileSync(path.join(folder, '0', 'encryption.key'), 'utf8')).toHaveLength(200_001);
});
