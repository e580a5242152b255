/** A file of tests, by the names that runners look for. */
export function isTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|specs?|__tests__|e2e|testing)\/|[._-](?:test|spec|e2e-spec|cy)\.[cm]?[jt]sx?$|(?:^|\/)test_[^/]*\.py$|_(?:test|spec)\.(?:py|go|rb|exs?|dart|cc|cpp|c)$|(?:Tests?|Spec|IT)\.(?:java|kt|cs|php|swift|scala|groovy)$|(?:^|\/)conftest\.py$/.test(
    path,
  );
}

/** A file that a test run wrote. */
export function isSnapshot(path: string): boolean {
  return /\.snap$|(?:^|\/)__snapshots__\/|\.golden$|(?:^|\/)(?:golden|goldens|snapshots)\/|\.approved\.[^/]+$|\.snapshot$|\.ambr$/.test(
    path,
  );
}

/** A file that says what CI runs. */
export function isWorkflow(path: string): boolean {
  return /^\.github\/(?:workflows|actions)\/|(?:^|\/)action\.ya?ml$|^\.gitlab-ci\.ya?ml$|^\.gitlab\/|^\.circleci\/|^\.travis\.yml$|^azure-pipelines[^/]*\.ya?ml$|(?:^|\/)Jenkinsfile|^bitbucket-pipelines\.yml$|^\.buildkite\//.test(
    path,
  );
}

/** A file that names dependencies. */
export function isManifest(path: string): boolean {
  return /(?:^|\/)(?:package\.json|requirements[^/]*\.(?:txt|in)|pyproject\.toml|Pipfile|setup\.(?:py|cfg)|go\.mod|Cargo\.toml|Gemfile|composer\.json|pom\.xml|build\.gradle(?:\.kts)?|[^/]+\.csproj)$/.test(
    path,
  );
}

/** A lock file: written by a tool, named by its manifest. */
export function isLock(path: string): boolean {
  return /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock|Cargo\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|go\.sum|Gemfile\.lock|composer\.lock)$/.test(
    path,
  );
}

/** Prose, in which code is only quoted. */
export function isProse(path: string): boolean {
  return /\.(?:md|mdx|rst|adoc|txt)$|(?:^|\/)(?:LICENSE|CHANGELOG|README)[^/]*$/i.test(path) && !isManifest(path);
}
