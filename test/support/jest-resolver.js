// A worker that holds many applications' heaps takes a second to take them apart at its end, and jest calls one that takes
// half a second leaking. With nothing left to do, it ends at once. (What still runs keeps it from ending, and is told.)
if (process.send !== undefined) process.once('exit', (code) => process.exit(code));

// ESM-only packages whose "exports" have only an "import" condition (Octokit) resolve too; swc turns them into CommonJS.
// A dynamic import() of our own source names the file it will be after the build, `x.js`; here it is still `x.ts`.
module.exports = (request, options) => {
  const attempts = [
    () => options.defaultResolver(request, options),
    () => options.defaultResolver(request, { ...options, conditions: ['node', 'import', 'default'] }),
    () => options.defaultResolver(request.replace(/^(\..*)\.js$/, '$1.ts'), options),
  ];
  let first;
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
};
