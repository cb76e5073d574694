import type { QueryKey } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "@/api/useAct";
import { notifyDone, notifyNews } from "@/kit/notify";
import { commandQueue } from "./browser";
import type { Entry, Wanted } from "./types";

/** Everything of this person that is on its way or was refused, in order. */
export function useEntries(): readonly Entry[] {
  return useSyncExternalStore(commandQueue.subscribe, commandQueue.getEntries);
}

/** What waits about one subject; null when nothing does. */
export function useWaiting(subject: string): Entry | null {
  return useEntries().find((entry) => entry.subject === subject && entry.outcome === null) ?? null;
}

interface SubmitOptions {
  /** Told when the server has done it; when it waits, the bar of what waits says so. */
  done?: string;
  silent?: boolean;
  /** Lists that may look different afterwards. */
  refresh?: QueryKey[];
  /** The act is out of the person's hands: done, or waiting on this device. */
  onDone?: () => void;
}

/** One act that may wait, as a mutation: a refusal is told as of any act, a lost line keeps it on the device. */
export function useSubmit({ done, silent = false, refresh = [], onDone }: SubmitOptions = {}) {
  return useAct((wanted: Wanted) => commandQueue.submit(wanted), {
    silent,
    refresh,
    onDone: ({ kind }) => {
      if (kind === "done" && done) notifyDone(done);
      onDone?.();
    },
  });
}

/** Takes back what waits, and says whether it may have been done all the same. */
export function useTakeBack(): (id: string) => void {
  const { t } = useTranslation();
  return (id) => {
    void commandQueue.withdraw(id).then((isSure) => {
      if (isSure) notifyDone(t("waiting.taken_back"));
      else notifyNews(t("waiting.taken_back_unsure"));
    });
  };
}
