# The whole service in one image: HTTP, MLLP and the ticks. It wants a PostgreSQL of its own (DATABASE_URL); the
# embedded one is left out of the image, because a container's file system is no place for the only copy.
FROM node:24-slim AS web
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/domain/package.json packages/domain/
COPY packages/contract/package.json packages/contract/
COPY packages/server/package.json packages/server/
COPY packages/web/package.json packages/web/
COPY packages/server/bin packages/server/bin
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build:web

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/domain/package.json packages/domain/
COPY packages/contract/package.json packages/contract/
COPY packages/server/package.json packages/server/
COPY packages/web/package.json packages/web/
COPY packages/server/bin packages/server/bin
# Optional packages are Node itself and the embedded PostgreSQL: the image has the one and does not want the other.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production CALLOUT_HOST=0.0.0.0 CALLOUT_HTTP_PORT=3000 CALLOUT_MLLP_PORT=2575
WORKDIR /app
COPY --from=packages /app ./
COPY packages/domain packages/domain
COPY packages/contract packages/contract
COPY packages/server packages/server
COPY --from=web /app/packages/web/dist packages/web/dist
USER node
EXPOSE 3000 2575
# The server finishes what it has begun on SIGTERM; it must receive the signal itself, not a shell or npm.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.CALLOUT_HTTP_PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "packages/server/bin/critical-callout.js"]
CMD ["serve"]
