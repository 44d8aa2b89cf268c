import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `SIGNALBOX_URL=http://127.0.0.1:8420 npm run dev` works against a real server; without it a small fake answers.
const server = process.env.SIGNALBOX_URL;

export default defineConfig(async ({ command }) => {
  const fake = command === "serve" && !server && !process.env.VITEST;
  return {
    plugins: [react(), tailwind(), ...(fake ? [(await import("./dev/mock/plugin")).mock()] : [])],
    resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
    build: { target: "es2023", outDir: "dist", emptyOutDir: true, chunkSizeWarningLimit: 700 },
    server: server
      ? {
          proxy: {
            "/api": server,
            "/in": server,
            "/chat": server,
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
