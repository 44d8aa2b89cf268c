import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `SIGNALBOX_URL=http://127.0.0.1:8420 npm run dev` works against a real server; without it a small fake answers.
const server = process.env.SIGNALBOX_URL;

// Left alone, a page comes in some fifty small files, which wait for each other on a connection of HTTP/1.1. What nearly
// every page shares comes as two; what is heavy stays with the pages that need it.
const HEAVY =
  /[\\/](calendar|date-(input|range|time-input)|sortable-list|column-chooser|combobox|option-list)\.tsx$/;
// What the router asks for before a page's code is there.
const EARLY =
  /[\\/]src[\\/]pages[\\/](records[\\/](queries|table[\\/]search)|leads[\\/]board[\\/]board-query|scenarios[\\/]early-draft|hooks[\\/]queries)\.ts$/;
const GROUPS = [
  {
    name: "base",
    test: /node_modules[\\/](react|react-dom|scheduler|use-sync-external-store|i18next|react-i18next|@tanstack[\\/](query-core|react-query|router-core|react-router|history|store|react-store))[\\/]/,
    priority: 3,
  },
  {
    name: "shared",
    test: (id: string) =>
      EARLY.test(id) ||
      (/[\\/]src[\\/](ui|api|i18n)[\\/]/.test(id) && !HEAVY.test(id) && !id.endsWith(".json")) ||
      /node_modules[\\/](lucide-react|clsx|tailwind-merge|class-variance-authority)[\\/]/.test(id),
    priority: 2,
  },
  {
    name: "text-editor",
    test: /node_modules[\\/](@codemirror|@lezer|style-mod|w3c-keyname|crelt)[\\/]/,
    priority: 1,
  },
  // What the pages of records, and those of scenarios and runs, share among each other: a dozen files of a kilobyte each
  // would wait for one another.
  {
    name: "records",
    test: /[\\/]src[\\/]pages[\\/](records|people|leads|agenda)[\\/]/,
    minShareCount: 2,
    includeDependenciesRecursively: false,
    priority: 1,
  },
  {
    name: "traces",
    test: /[\\/]src[\\/](trace[\\/]|editor[\\/](schema|syntax|parsed|diff)|pages[\\/](scenarios|runs|hooks|settings[\\/]access)[\\/])/,
    minShareCount: 2,
    includeDependenciesRecursively: false,
    priority: 1,
  },
  { name: "dragging", test: /node_modules[\\/]@dnd-kit[\\/]/, priority: 1 },
];

export default defineConfig(async ({ command }) => {
  const fake = command === "serve" && !server && !process.env.VITEST;
  return {
    plugins: [react(), tailwind(), ...(fake ? [(await import("./dev/mock/plugin")).mock()] : [])],
    resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
    build: {
      target: "es2023",
      outDir: "dist",
      emptyOutDir: true,
      chunkSizeWarningLimit: 700,
      rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
    },
    server: server
      ? {
          proxy: {
            "/api": server,
            "/in/": server,
            "/chat/": server,
            "/t/": server,
            "/l/": server,
            "/healthz": server,
          },
        }
      : {},
    test: {
      include: ["src/**/*.test.ts", "scripts/**/*.test.ts", "widget/**/*.test.ts"],
      environment: "node",
    },
  };
});
