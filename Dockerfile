# The one-box mode in a container: a lake in /data. Other addresses than loopback need a token:
#   docker run -p 4318:4318 -p 4320:4320 -v tracelake:/data -e TRACELAKE_TOKEN=choose-one tracelake
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json .npmrc ./
COPY scripts scripts
COPY queries queries
COPY packages packages
RUN npm ci
RUN npm run build
RUN npm prune --omit=dev

FROM node:22-slim
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/packages packages
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production TRACELAKE_DATA=/data
USER node
VOLUME /data
EXPOSE 4318 4320
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["node", "-e", "fetch('http://127.0.0.1:4320/api/v1/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "packages/cli/dist/main.js", "up", "--host", "0.0.0.0"]
