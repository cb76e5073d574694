import react from "@vitejs/plugin-react";
import { loadEnv, type Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** What the service worker keeps from the first visit on; the parts of the PDF reader for rare papers come when needed. */
const KEPT = /\.(js|mjs|css|woff2|svg)$/;

/** A short name for this list of files: the same files, the same name. */
function versionOf(files: readonly string[]): string {
  let hash = 0;
  for (const letter of files.join()) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(36);
}

/** Tells the service worker which files were built. */
function builtFiles(): Plugin {
  return {
    name: "ecabinet-built-files",
    apply: "build",
    generateBundle(_options, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("the service worker was not built");
      const files = Object.keys(bundle).filter((file) => file.startsWith("assets/") && KEPT.test(file)).sort();
      const paths = JSON.stringify(files.map((file) => `/${file}`));
      worker.code = worker.code.replace("__ASSETS__", paths).replace("__VERSION__", JSON.stringify(versionOf(files)));
    },
  };
}

export default defineConfig(({ mode }) => {
  const backend = loadEnv(mode, ".", "ECABINET_").ECABINET_BACKEND ?? "http://127.0.0.1:8000";
  // The page and the server must agree on the host, or the server refuses the Origin.
  const proxy = { target: backend, changeOrigin: false };
  return {
    base: "/",
    plugins: [react(), builtFiles()],
    resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
    build: {
      target: "es2022",
      sourcemap: false,
      chunkSizeWarningLimit: 900,
      rolldownOptions: {
        input: { index: "index.html", sw: "src/sw/worker.ts" },
        output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
      },
    },
    server: {
      proxy: {
        "/api": { ...proxy, ws: true },
        "/healthz": proxy,
        "/ca.crt": proxy,
      },
    },
    test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"], testTimeout: 10_000 },
  };
});
