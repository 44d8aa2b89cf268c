import { createServer, type IncomingMessage, type Server } from "node:http";

export interface MindboxCall {
  url: URL;
  authorization: string | undefined;
  body: unknown;
}

/** A small double of Mindbox: it knows one key, refuses wrong phones inside a 200, and keeps what came. */
export async function startMindbox(key: string): Promise<{ base: string; calls: MindboxCall[]; stop: () => void }> {
  const calls: MindboxCall[] = [];
  const forms = [`SecretKey ${key}`, `Mindbox secretKey="${key}"`];
  const read = async (request: IncomingMessage) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    return JSON.parse(Buffer.concat(parts).toString() || "null") as { customer?: { mobilePhone?: string } } | null;
  };
  const server: Server = createServer(async (request, response) => {
    const body = await read(request);
    const { authorization } = request.headers;
    calls.push({ url: new URL(request.url ?? "/", "http://mindbox"), authorization, body });
    const say = (status: number, answer: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer));
    };
    if (!forms.includes(authorization ?? "")) return say(401, { status: "ProtocolError", errorMessage: "the key is unknown" });
    if (!/^\d{10,}$/.test(body?.customer?.mobilePhone ?? ""))
      return say(200, { status: "ValidationError", validationMessages: [{ message: "the phone is incorrect", location: "/customer/mobilePhone" }] });
    return say(200, { status: "Success" });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return { base: `http://127.0.0.1:${port}`, calls, stop: () => void server.close() };
}
