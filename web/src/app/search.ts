/** Search parameters of a page: the named texts, the rest left out. View state lives in the address. */
export function texts<Name extends string>(...names: Name[]) {
  return (raw: Record<string, unknown>): { [K in Name]?: string } => {
    const out: { [K in Name]?: string } = {};
    for (const name of names) {
      const value = raw[name];
      if (typeof value === "string" && value !== "") out[name] = value;
      else if (typeof value === "number" || typeof value === "boolean") out[name] = String(value);
    }
    return out;
  };
}
