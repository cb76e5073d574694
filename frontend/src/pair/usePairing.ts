import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { openPairing, signInDevice } from "@/api/devices";
import { Problem, isUnreachable } from "@/api/problem";
import { SESSION_KEY } from "@/api/queryClient";
import { forgetSessionEnd } from "@/api/sessionEnd";
import { forgetPairing, keepPairing, keptPairing, notePaired, type KeptPairing } from "./deviceKey";

const ASK_EVERY_MS = 3_000;

export interface PairingState {
  pairing: KeptPairing | null;
  problem: Error | null;
  /** Asks for a new code. */
  restart: () => void;
}

/** A broken line and a busy server say nothing about the key: the screen goes on asking. */
function mayWait(error: unknown): boolean {
  if (isUnreachable(error)) return true;
  return error instanceof Problem && (error.code === "device_not_paired" || error.status === 503 || error.status === 429);
}

/** A television has no mouse: a code whose time is over gives way to the next by itself. */
const isLate = (error: unknown) => error instanceof Problem && error.code === "pairing_code_late";

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

/** Asks for a code unless this screen has a key, then tries the key until the screen is signed in. */
export function usePairing(): PairingState {
  const client = useQueryClient();
  const [pairing, setPairing] = useState(keptPairing);
  const [problem, setProblem] = useState<Error | null>(null);
  const restart = useCallback(() => {
    forgetPairing();
    setProblem(null);
    setPairing(null);
  }, []);

  useEffect(() => {
    if (pairing !== null || problem !== null) return;
    let isCurrent = true;
    const keep = (opened: KeptPairing) => {
      if (!isCurrent) return;
      keepPairing(opened);
      setPairing(opened);
    };
    openPairing().then(keep, (error: unknown) => isCurrent && setProblem(asError(error)));
    return () => {
      isCurrent = false;
    };
  }, [pairing, problem]);

  useEffect(() => {
    if (pairing === null || problem !== null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isCurrent = true;
    const attempt = async () => {
      try {
        const session = await signInDevice(pairing.key);
        notePaired();
        forgetSessionEnd();
        client.setQueryData(SESSION_KEY, session);
      } catch (error) {
        if (!isCurrent) return;
        if (mayWait(error)) timer = setTimeout(() => void attempt(), ASK_EVERY_MS);
        else if (isLate(error)) restart();
        else setProblem(asError(error));
      }
    };
    void attempt();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [pairing, problem, client, restart]);

  return { pairing, problem, restart };
}
