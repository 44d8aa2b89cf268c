import { createServer, type Server } from "node:http";

export interface AmocrmLead {
  id: number;
  name: string;
  price?: number;
  phone?: string;
}

interface Sent {
  name: string;
  price?: number;
  _embedded?: { contacts?: { custom_fields_values?: { values?: { value?: string }[] }[] }[] };
}

/** A small double of amoCRM: it knows one token, makes leads with their contacts, and answers with their numbers. */
export async function startAmocrm(token: string): Promise<{ domain: string; leads: AmocrmLead[]; stop: () => void }> {
  const leads: AmocrmLead[] = [];
  const server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const say = (status: number, answer: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer));
    };
    if (request.headers.authorization !== `Bearer ${token}`) return say(401, { title: "Unauthorized", status: 401 });
    if (request.url === "/api/v4/account") return say(200, { id: 1, name: "Shop" });
    if (request.url !== "/api/v4/leads/complex") return say(404, { title: "Not Found", status: 404 });
    const sent = JSON.parse(Buffer.concat(parts).toString()) as Sent[];
    const made = sent.map(({ name, price, _embedded }) => {
      const phone = _embedded?.contacts?.[0]?.custom_fields_values?.[0]?.values?.[0]?.value;
      const lead = { id: 25399013 + leads.length, name, price, phone };
      leads.push(lead);
      return { id: lead.id, contact_id: lead.id + 1000, merged: false };
    });
    return say(200, made);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return { domain: `127.0.0.1:${port}`, leads, stop: () => void server.close() };
}
