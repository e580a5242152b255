import type { Configuration } from '@biomejs/wasm-nodejs';
import { parseConfigFileTextToJson } from 'typescript';
import type { FixFiles } from '../fix.types';

/** The settings of Biome that hold for a file, as data; a string says why they cannot be used. */
export function biomeSettings(files: FixFiles, path: string): Configuration | string {
  const folders = path.split('/').slice(0, -1);
  for (let depth = folders.length; depth >= 0; depth -= 1) {
    const folder = folders
      .slice(0, depth)
      .map((each) => `${each}/`)
      .join('');
    const name = ['biome.json', 'biome.jsonc', '.biome.json', '.biome.jsonc'].find((each) =>
      files.paths.has(folder + each),
    );
    if (name === undefined) continue;
    const text = files.text(folder + name);
    if (text === null) return 'its settings are not read yet';
    const { config, error } = parseConfigFileTextToJson(name, text) as { config?: unknown; error?: unknown };
    if (error !== undefined || typeof config !== 'object' || config === null) return `${folder}${name} is no JSON`;
    if ('extends' in config || 'plugins' in config) return `${folder}${name} takes more from elsewhere`;
    // Which files it looks at is settled: the log names them.
    const own: Configuration = { ...config };
    for (const key of ['$schema', 'files', 'vcs', 'root']) Reflect.deleteProperty(own, key);
    return own;
  }
  return {};
}

/** What Biome is to do to a file. */
export interface BiomeWork {
  /** Rules whose safe fixes are wanted: `style/useConst`. */
  readonly rules: readonly string[];
  readonly format: boolean;
}

/** A text as Biome leaves it; a string in `why` says why it could not. */
export async function biomed(
  path: string,
  text: string,
  configuration: Configuration,
  { rules, format }: BiomeWork,
): Promise<{ readonly text: string; readonly left: readonly string[] } | { readonly why: string }> {
  // Forty megabytes of WebAssembly: loaded where Biome has spoken.
  const { Workspace } = await import('@biomejs/wasm-nodejs');
  const workspace = new Workspace();
  try {
    const { projectKey } = workspace.openProject({ path: '', openUninitialized: true });
    workspace.updateSettings({ projectKey, configuration, workspaceDirectory: './' });
    const on = <T>(content: string, act: () => T): T => {
      workspace.openFile({ projectKey, path, content: { type: 'fromClient', content, version: 0 } });
      try {
        return act();
      } finally {
        workspace.closeFile({ projectKey, path });
      }
    };
    const pretty = (content: string): string =>
      on(content, () => (workspace.formatFile({ projectKey, path }) as { code: string }).code);
    const only = [...rules];
    const ruleCategories = ['syntax' as const, 'lint' as const, 'action' as const];
    const wasPretty = format || pretty(text) === text;
    let after = text;
    if (only.length > 0)
      after = on(text, () => {
        const fix = { projectKey, path, fixFileMode: 'safeFixes' as const, shouldFormat: false, ruleCategories, only };
        return workspace.fixFile(fix).code;
      });
    if (wasPretty) after = pretty(after);
    const left = on(after, () => {
      const { diagnostics } = workspace.pullDiagnostics({
        projectKey,
        path,
        categories: ruleCategories,
        only,
      });
      return diagnostics.flatMap(({ category }) => category ?? []);
    });
    return { text: after, left: only.length === 0 ? [] : left };
  } catch (error) {
    // The settings or the file are not such as this Biome knows.
    return { why: error instanceof Error ? error.message.slice(0, 200) : 'Biome refuses it' };
  } finally {
    workspace.free();
  }
}
