import { createTheme, localStorageColorSchemeManager, type MantineColorsTuple } from '@mantine/core';

/** A quiet green-blue: far from red, amber and the green of "passed". */
const accent: MantineColorsTuple = [
  '#e6f7f5',
  '#cdebe7',
  '#9bd8d0',
  '#66c4b8',
  '#3cb4a5',
  '#1f9d8e',
  '#12857a',
  '#0f766e',
  '#0b5f59',
  '#064a45',
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.78rem', sm: '0.86rem', md: '0.9rem', lg: '1rem', xl: '1.15rem' },
  respectReducedMotion: true,
  cursorType: 'pointer',
});

/** `scheme.js` reads the same key before the first paint. */
export const schemeManager = localStorageColorSchemeManager({ key: 'dff-scheme' });
