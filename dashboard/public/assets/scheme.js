// Before anything is painted: the chosen colour scheme, else the system's. A file, as inline scripts are forbidden.
(function () {
  var kept = null;
  try {
    kept = localStorage.getItem('dff-scheme');
  } catch {
    // Storage may be switched off; the system's scheme then counts.
  }
  var dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
