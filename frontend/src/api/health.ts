import { useQuery } from "@tanstack/react-query";
import { Problem } from "./problem";
import { reach } from "./request";

export interface Health {
  status: "ok" | "starting";
  missing?: string[];
}

const ASK_EVERY_MS = 5000;

/** A system that is not whole answers 503 with the missing parts: that is an answer here, not a failure. */
async function askHealth(signal: AbortSignal): Promise<Health> {
  const response = await reach("/healthz", { signal });
  if (response.status !== 200 && response.status !== 503) throw new Problem({ status: response.status, code: "health", title: "" });
  return (await response.json()) as Health;
}

/** Whether the parts of the system are there, asked every five seconds while it is shown. */
export function useHealth() {
  return useQuery({ queryKey: ["health"], queryFn: ({ signal }) => askHealth(signal), refetchInterval: ASK_EVERY_MS });
}
