import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { type Answer, type Asked, answer, caught, listen } from "./routes";

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, { status = 200, body }: Answer): void {
  const text = typeof body === "string";
  const problem = status >= 400;
  response.writeHead(status, {
    "content-type": problem
      ? "application/problem+json"
      : text
        ? "text/plain; charset=utf-8"
        : "application/json",
  });
  response.end(body === undefined ? "" : text && !problem ? body : JSON.stringify(body));
}

function stream(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const stop = listen((row) => response.write(`data: ${JSON.stringify(row)}\n\n`));
  request.on("close", stop);
}

/** Answers the published API from memory, so that pages can be drawn without a server. Never built in. */
export function mock(): Plugin {
  return {
    name: "signalbox-mock",
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        const url = new URL(request.url ?? "/", "http://mock");
        if (url.pathname === "/healthz") return send(response, { body: "ok" });
        if (url.pathname === "/api/v1/stream") return stream(request, response);
        const hook = url.pathname.startsWith("/in/");
        if (!hook && !url.pathname.startsWith("/api/v1/")) return next();
        const asked: Asked = {
          method: request.method ?? "GET",
          path: url.pathname,
          query: url.searchParams,
          headers: request.headers,
          text: await bodyOf(request),
        };
        send(response, hook ? caught(asked) : answer(asked));
      });
    },
  };
}
