import { formatMoney } from "@/i18n/format";
import { isMap } from "@/ui/is-map";

/** A stored value for people: money as money, lists with commas, ids by their names, nothing as a dash. */
export function valueText(value: unknown, names: ReadonlyMap<string, string> = new Map()): string {
  if (value === null || value === undefined || value === "") return "—";
  if (Array.isArray(value))
    return value.length === 0 ? "—" : value.map((one) => valueText(one, names)).join(", ");
  if (!isMap(value)) return names.get(String(value)) ?? String(value);
  const { minor, currency, name, title } = value;
  if (typeof minor === "number" && typeof currency === "string") return formatMoney({ minor, currency });
  if (typeof name === "string") return name;
  if (typeof title === "string") return title;
  return JSON.stringify(value);
}
