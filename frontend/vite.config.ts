import react from "@vitejs/plugin-react";
import { loadEnv } from "vite";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => {
  const backend = loadEnv(mode, ".", "ECABINET_").ECABINET_BACKEND ?? "http://127.0.0.1:8000";
  // The page and the server must agree on the host, or the server refuses the Origin.
  const proxy = { target: backend, changeOrigin: false };
  return {
    base: "/",
    plugins: [react()],
    resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
    build: { target: "es2022", sourcemap: false, chunkSizeWarningLimit: 900 },
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
