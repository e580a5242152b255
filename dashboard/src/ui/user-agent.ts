/** Browsers name their forebears, too, so the first of these that is found is meant. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/(?:Headless)?Chrom(?:e|ium)\/|CriOS\//, 'Chrome'],
  [/Version\/\S+ .*Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** What a program calls itself, in words: "Firefox on Linux"; its own words where it is no browser. */
export function programOf(userAgent: string | null): string {
  if (userAgent === null || userAgent === '') return 'unknown program';
  const named = (list: typeof BROWSERS): string | undefined => list.find(([mark]) => mark.test(userAgent))?.[1];
  const browser = named(BROWSERS);
  if (browser === undefined) return userAgent;
  const system = named(SYSTEMS);
  return system === undefined ? browser : `${browser} on ${system}`;
}
