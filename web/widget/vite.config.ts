import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** One script without dependencies, beside the studio's files: `/widget.js`. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  build: {
    target: "es2022",
    outDir: "../dist",
    emptyOutDir: false,
    copyPublicDir: false,
    lib: { entry: "main.ts", formats: ["iife"], name: "SignalboxWidget", fileName: () => "widget.js" },
  },
});
