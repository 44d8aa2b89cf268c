// Every text in three languages: the same keys everywhere, every plural form a language needs, none missing, none unused.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const LANGUAGES = ["en", "ru", "uk"];
const SUFFIX = /_(zero|one|two|few|many|other)$/;

function flat(value, prefix = "") {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "string" ? [[prefix + name, inner]] : flat(inner, `${prefix}${name}.`),
  );
}
function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}
const placeholders = (text) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)]
    .map((match) => match[1])
    .sort()
    .join(",");

const faults = [];
const texts = Object.fromEntries(
  LANGUAGES.map((language) => [
    language,
    new Map(flat(JSON.parse(readFileSync(join(root, `src/locales/${language}.json`), "utf8")))),
  ]),
);

const stems = new Map();
for (const language of LANGUAGES) {
  for (const [key, text] of texts[language]) {
    const stem = key.replace(SUFFIX, "");
    const known = stems.get(stem) ?? { plural: false, holes: new Set() };
    known.plural ||= stem !== key;
    known.holes.add(placeholders(text));
    stems.set(stem, known);
    if (text.trim() === "") faults.push(`${language}: ${key} is empty`);
  }
}
for (const [stem, { plural, holes }] of stems) {
  for (const language of LANGUAGES) {
    const forms = plural ? new Intl.PluralRules(language).resolvedOptions().pluralCategories : [null];
    for (const form of forms) {
      const key = form ? `${stem}_${form}` : stem;
      if (!texts[language].has(key)) faults.push(`${language}: ${key} is missing`);
    }
  }
  if (holes.size > 1) faults.push(`${stem}: the languages name different values: ${[...holes].join(" / ")}`);
}

const code = sources(join(root, "src")).join("\n");
const literals = new Set([...code.matchAll(/["'`]([a-zA-Z][\w.]*)["'`]/g)].map((match) => match[1]));
const patterns = [...code.matchAll(/`([a-zA-Z][\w.]*\.)\$\{[^`]*?\}([\w.]*)`/g)].map(([, head, tail]) => [
  head,
  tail,
]);
for (const stem of stems.keys()) {
  const used =
    literals.has(stem) || patterns.some(([head, tail]) => stem.startsWith(head) && stem.endsWith(tail));
  if (!used) faults.push(`${stem} is used nowhere`);
}

if (faults.length > 0) {
  console.error(`${faults.join("\n")}\n${faults.length} faults in src/locales`);
  process.exit(1);
}
console.log(`${stems.size} texts in ${LANGUAGES.length} languages`);
