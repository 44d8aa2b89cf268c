/** What outlives the page, under one name per channel. A browser that keeps nothing still chats, on this page alone. */
export class Keep {
  private memory = new Map<string, string>();

  constructor(private channel: string) {}

  get(name: string): string | undefined {
    try {
      return localStorage.getItem(this.key(name)) ?? undefined;
    } catch {
      return this.memory.get(name);
    }
  }

  set(name: string, value: string | undefined) {
    try {
      if (value === undefined) localStorage.removeItem(this.key(name));
      else localStorage.setItem(this.key(name), value);
    } catch {
      if (value === undefined) this.memory.delete(name);
      else this.memory.set(name, value);
    }
  }

  list<T>(name: string): T[] {
    try {
      const value: unknown = JSON.parse(this.get(name) ?? "[]");
      return Array.isArray(value) ? (value as T[]) : [];
    } catch {
      return [];
    }
  }

  private key(name: string): string {
    return `signalbox:${this.channel}:${name}`;
  }
}
