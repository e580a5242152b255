const LINKS = [
  ['docs', 'API by hand', 'Swagger UI: every operation, with a form to try it'],
  ['openapi.json', 'OpenAPI document', 'for generating clients'],
  ['health/ready', 'Health', 'what works and what does not'],
  ['metrics', 'Metrics', 'for Prometheus'],
] as const;

/** The page at `/` where the dashboard was not built: where to go from here. */
export function homePage(): string {
  const items = LINKS.map(
    ([href, title, text]) => `<li><a href="${href}"><strong>${title}</strong><span>${text}</span></a></li>`,
  ).join('\n      ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>DevFlowFix</title>
    <style>
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
      body { max-width: 40rem; margin: 12vh auto 0; padding: 0 1.25rem; }
      h1 { margin: 0; letter-spacing: -.02em; }
      p { margin: .25rem 0 2rem; opacity: .75; }
      ul { list-style: none; padding: 0; display: grid; gap: .75rem; }
      a { display: block; padding: .9rem 1.1rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent);
          border-radius: .6rem; color: inherit; text-decoration: none; }
      a:hover, a:focus-visible { border-color: #2f81f7; }
      span { display: block; opacity: .7; font-size: .9rem; }
    </style>
  </head>
  <body>
    <h1>DevFlowFix</h1>
    <p>Follows your CI, groups failures by cause into incidents, and says what broke.</p>
    <ul>
      ${items}
    </ul>
  </body>
</html>
`;
}
