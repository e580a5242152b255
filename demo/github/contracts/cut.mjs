// Cuts the operations this stand-in answers out of GitHub's whole OpenAPI description (13 MB):
//   node demo/github/contracts/cut.mjs path/to/@octokit/openapi/generated/api.github.com.json
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const REPO = '/repos/{owner}/{repo}';
/** Path → methods; below `REPO` unless it starts with `!`. */
const MORE = {
  '/actions/artifacts': ['get'],
  '/actions/artifacts/{artifact_id}': ['get', 'delete'],
  '/actions/artifacts/{artifact_id}/{archive_format}': ['get'],
  '/branches': ['get'],
  '/branches/{branch}': ['get'],
  '/branches/{branch}/protection': ['get', 'put', 'delete'],
  '/check-runs': ['post'],
  '/check-runs/{check_run_id}': ['get'],
  '/check-runs/{check_run_id}/annotations': ['get'],
  '/collaborators': ['get'],
  '/collaborators/{username}': ['get', 'put', 'delete'],
  '/collaborators/{username}/permission': ['get'],
  '/commits': ['get'],
  '/commits/{commit_sha}/pulls': ['get'],
  '/commits/{ref}': ['get'],
  '/commits/{ref}/check-runs': ['get'],
  '/compare/{basehead}': ['get'],
  '/contents/{path}': ['get', 'put', 'delete'],
  '/forks': ['post'],
  '/git/blobs': ['post'],
  '/git/blobs/{file_sha}': ['get'],
  '/git/commits': ['post'],
  '/git/commits/{commit_sha}': ['get'],
  '/git/matching-refs/{ref}': ['get'],
  '/git/ref/{ref}': ['get'],
  '/git/refs': ['post'],
  '/git/refs/{ref}': ['patch', 'delete'],
  '/git/trees': ['post'],
  '/git/trees/{tree_sha}': ['get'],
  '/issues/comments/{comment_id}': ['get', 'patch', 'delete'],
  '/issues/{issue_number}': ['get'],
  '/issues/{issue_number}/comments': ['get', 'post'],
  '/issues/{issue_number}/labels': ['get', 'post', 'put', 'delete'],
  '/issues/{issue_number}/labels/{name}': ['delete'],
  '/labels': ['get', 'post'],
  '/pulls/{pull_number}/requested_reviewers': ['get', 'post', 'delete'],
  '/pulls/{pull_number}/update-branch': ['put'],
};
const DROPPED = new Set(['description', 'example', 'examples', 'externalDocs', 'title', 'summary']);

const target = fileURLToPath(new URL('github-openapi.json', import.meta.url));
const kept = JSON.parse(readFileSync(target, 'utf8'));
const whole = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const wanted = Object.entries(kept.paths).map(([path, methods]) => [path, Object.keys(methods)]);
for (const [path, methods] of Object.entries(MORE)) wanted.push([REPO + path, methods]);

const cut = {
  openapi: whole.openapi,
  info: { title: whole.info.title, version: kept.info.version, license: whole.info.license },
  paths: {},
  components: { responses: {}, schemas: {} },
};
for (const [path, methods] of wanted) {
  cut.paths[path] ??= {};
  for (const method of methods) {
    const operation = whole.paths[path]?.[method];
    if (operation === undefined) throw new Error(`GitHub's description has no ${method} ${path}`);
    cut.paths[path][method] = slim({ responses: operation.responses });
  }
}
follow(cut.paths);
writeFileSync(target, JSON.stringify(cut));

/** Without prose, headers and examples; the names of properties are data and stay. */
function slim(value, names = false) {
  if (Array.isArray(value)) return value.map((part) => slim(part));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => names || (!DROPPED.has(key) && key !== 'headers'));
  return Object.fromEntries(entries.map(([key, part]) => [key, slim(part, key === 'properties' || key === 'schemas')]));
}

/** Takes in what is referred to, and what that refers to. */
function follow(value) {
  if (typeof value !== 'object' || value === null) return;
  const [, kind, name] = /^#\/components\/(responses|schemas)\/(.+)$/.exec(value.$ref ?? '') ?? [];
  if (kind !== undefined && cut.components[kind][name] === undefined) {
    cut.components[kind][name] = slim(whole.components[kind][name]);
    follow(cut.components[kind][name]);
  }
  for (const part of Object.values(value)) follow(part);
}
