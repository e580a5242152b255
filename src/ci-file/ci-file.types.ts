/**
 * The files that tell a forge's CI what to do: a workflow, an action of the repository's own (`action.yml`), or a
 * pipeline (`.gitlab-ci.yml` and what it includes).
 */
export const CI_FILE_KINDS = ['workflow', 'action', 'pipeline'] as const;
export type CiFileKind = (typeof CI_FILE_KINDS)[number];

/** One thing wrong in a CI file. */
export interface CiFinding {
  /** actionlint's name of the rule; the rules of our own have names of the same kind. */
  readonly rule: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
}

/** What else is known while a file is looked at. */
export interface CiFileContext {
  /** Paths of the repository's files; left out where only the file itself is at hand. */
  readonly paths?: ReadonlySet<string>;
  /** The text of another file of the repository; null when it is not there or not at hand. */
  readonly text?: (path: string) => string | null;
}
