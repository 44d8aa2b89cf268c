// What a person loads before the first page stands, packed, against the budget; and that nothing of the development
// build is in what is shipped. Run after `vite build`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET = 300 * 1024;
/** The chat of web pages, which stands on other people's sites. */
const WIDGET = 25 * 1024;
const MARKS = ["signalbox-component-book", "signalbox-mock"];
const dist = new URL("../dist/", import.meta.url).pathname;
const faults = [];

/** The scripts the page names and everything they import without being asked, by following the bundle's own imports. */
function initial(html) {
  const seen = new Set();
  const open = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]);
  while (open.length > 0) {
    const path = open.pop();
    if (seen.has(path)) continue;
    seen.add(path);
    const code = readFileSync(join(dist, path), "utf8");
    // Static imports only: `import"./x.js"`, `from"./x.js"`; an `import("./x.js")` waits until it is wanted.
    for (const match of code.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g))
      open.push(`assets/${match[1]}`);
  }
  return [...seen];
}

const sizes = initial(readFileSync(join(dist, "index.html"), "utf8"))
  .map((path) => [path, gzipSync(readFileSync(join(dist, path)), { level: 9 }).length])
  .sort((one, other) => other[1] - one[1]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
if (sizes.length === 0) faults.push("index.html names no script: this check reads it wrongly");
if (total > BUDGET) {
  faults.push(`the first page needs ${kb(total)} of scripts, the budget is ${kb(BUDGET)}:`);
  faults.push(...sizes.map(([path, size]) => `  ${kb(size)} ${path}`));
}
const widget = gzipSync(readFileSync(join(dist, "widget.js")), { level: 9 }).length;
if (widget > WIDGET) faults.push(`widget.js is ${kb(widget)}, the budget is ${kb(WIDGET)}`);
function kb(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(js|css|html)$/.test(entry.name)) continue;
  const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
  for (const mark of MARKS)
    if (text.includes(mark)) faults.push(`${entry.name} holds ${mark}, which is for development only`);
}

if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log(`first page: ${kb(total)} of scripts, packed, in ${sizes.length} files; widget: ${kb(widget)}`);
