/** Segments of a path that are tried; deeper files are found by their last ones all the same. */
const MAX_SEGMENTS = 40;

/**
 * Finds a path that a log names among the repository's files: its longest ending that is one of them, whatever the
 * runner's workspace was. The path itself when none is.
 */
export function placeIn(files: ReadonlySet<string>): (path: string) => string {
  return (path) => {
    const segments = path.replaceAll('\\', '/').split('/').slice(-MAX_SEGMENTS);
    for (let from = 0; from < segments.length; from += 1) {
      const ending = segments.slice(from).join('/');
      if (files.has(ending)) return ending;
    }
    return path;
  };
}
