// Relative addresses: the server writes the installation's own path into the page's <base>.
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  build: {
    target: 'es2022',
    // The first versions with `light-dark()`; for older ones the build would write colours that no theme switches.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    sourcemap: false,
    reportCompressedSize: false,
    // A request more costs less than a font or image that a content security policy would have to allow as data.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: 'assets/manifest.json',
    rolldownOptions: {
      // Libraries mark modules for servers that render React; here is none.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  server: {
    proxy: Object.fromEntries(['/api', '/docs', '/openapi.json', '/health'].map((at) => [at, 'http://127.0.0.1:3000'])),
  },
});
